import { useSession } from '../../app/session.ts';
import { may } from '../../scope/permissions.ts';
import { usePlace } from '../../scope/use-place.ts';
import { useLadder } from '../../severity/ladder.ts';
import { ThingPage } from '../../things/thing-page.tsx';
import { HeartbeatFields } from './heartbeat-fields.tsx';
import { blankHeartbeat } from './heartbeat-form.ts';
import { HEARTBEATS } from './heartbeat-kind.tsx';

/** A heartbeat, new or stored. */
export function HeartbeatPage() {
  const { scopes } = useSession();
  const { owner } = usePlace().parts;
  const ladder = useLadder();
  return (
    <ThingPage
      kind={HEARTBEATS}
      blank={blankHeartbeat(ladder[0] ?? '')}
      mayWrite={() => may(scopes, owner, 'rules:write')}
    >
      {(form, isNew) => <HeartbeatFields form={form} isNew={isNew} />}
    </ThingPage>
  );
}
