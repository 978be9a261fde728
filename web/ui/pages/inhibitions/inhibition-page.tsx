import { useSession } from '../../app/session.ts';
import { may } from '../../scope/permissions.ts';
import { usePlace } from '../../scope/use-place.ts';
import { ThingPage } from '../../things/thing-page.tsx';
import { InhibitionFields } from './inhibition-fields.tsx';
import { BLANK_INHIBITION } from './inhibition-form.ts';
import { INHIBITIONS } from './inhibition-kind.ts';

/** An inhibition rule, new or stored. */
export function InhibitionPage() {
  const { scopes } = useSession();
  const { owner } = usePlace().parts;
  return (
    <ThingPage
      kind={INHIBITIONS}
      blank={BLANK_INHIBITION}
      mayWrite={() => may(scopes, owner, 'rules:write')}
    >
      {(form) => <InhibitionFields form={form} />}
    </ThingPage>
  );
}
