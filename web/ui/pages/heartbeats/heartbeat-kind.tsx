import { notifications } from '@mantine/notifications';
import type { Heartbeat } from '../../../contract/heartbeats.ts';
import { heartbeatQuery } from '../../api/heartbeat-queries.ts';
import type { ThingKind } from '../../things/thing-kind.ts';
import {
  checkHeartbeat,
  formOfHeartbeat,
  type HeartbeatForm,
  heartbeatFields,
  inputOfHeartbeat,
  isHeartbeatForm,
} from './heartbeat-form.ts';
import { HeartbeatToken } from './heartbeat-token.tsx';

export const HEARTBEATS: ThingKind<Heartbeat, HeartbeatForm> = {
  words: 'heartbeats',
  list: '/heartbeats',
  draft: 'heartbeat',
  formOf: formOfHeartbeat,
  isForm: isHeartbeatForm,
  check: checkHeartbeat,
  fields: heartbeatFields,
  query: heartbeatQuery,
  create: async (call, { owner }, value) =>
    showToken(
      await call('heartbeats.create', { params: { owner }, body: inputOfHeartbeat(value) }),
    ),
  update: async (call, params, value, revision) =>
    showToken(await call('heartbeats.update', { params, body: inputOfHeartbeat(value), revision })),
  remove: (call, params) => call('heartbeats.delete', { params }),
};

/** It stays until somebody closes it: nobody can read it again. */
function showToken(heartbeat: Heartbeat): Heartbeat {
  const { token, pingPath, name } = heartbeat;
  if (token !== null && pingPath !== null) {
    notifications.show({
      title: name,
      message: <HeartbeatToken path={pingPath} token={token} />,
      autoClose: false,
    });
  }
  return heartbeat;
}
