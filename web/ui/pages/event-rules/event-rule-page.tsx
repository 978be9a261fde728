import { useSession } from '../../app/session.ts';
import { may } from '../../scope/permissions.ts';
import { usePlace } from '../../scope/use-place.ts';
import { useLadder } from '../../severity/ladder.ts';
import { ThingPage } from '../../things/thing-page.tsx';
import { EventRuleFields } from './event-rule-fields.tsx';
import { blankEventRule } from './event-rule-form.ts';
import { EVENT_RULES } from './event-rule-kind.ts';

/** An event rule, new or stored. */
export function EventRulePage() {
  const { scopes } = useSession();
  const { owner } = usePlace().parts;
  const ladder = useLadder();
  return (
    <ThingPage
      kind={EVENT_RULES}
      blank={blankEventRule(ladder[0] ?? '')}
      mayWrite={() => may(scopes, owner, 'rules:write')}
    >
      {(form) => <EventRuleFields form={form} />}
    </ThingPage>
  );
}
