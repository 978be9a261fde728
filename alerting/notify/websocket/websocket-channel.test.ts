import { expect, it } from 'vitest';
import { exampleMessage } from '../../../test/support/example-message.ts';
import type { LiveNotification } from '../live-hub.ts';
import { websocketSending } from './websocket-channel.ts';

it('hands a message to the open pages, and is sent whether there are any', async () => {
  const told: LiveNotification[] = [];
  const open = [2, 1, 0];
  const sending = websocketSending({
    notify: (message) => {
      told.push(message);
      return open.shift() ?? 0;
    },
  });
  const { signal } = new AbortController();
  const send = (owner: string) => sending.send(exampleMessage({ owner }), signal);
  expect(await send('acme')).toEqual({ kind: 'sent', detail: '2 open pages' });
  expect(await send('globex')).toEqual({ kind: 'sent', detail: '1 open page' });
  expect(await send('globex')).toEqual({ kind: 'sent', detail: '0 open pages' });
  expect(told.map(({ notification }) => notification.owner)).toEqual(['acme', 'globex', 'globex']);
});
