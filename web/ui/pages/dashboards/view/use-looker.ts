import { useMemo } from 'react';
import type { Looker } from '../../../../../dashboards/variables/looker.ts';
import { useSession } from '../../../app/session.ts';
import { usePlace } from '../../../scope/use-place.ts';

/** Who is signed in, in the tenant of the page's scope. */
export function useLooker(): Looker {
  const { user, scopes } = useSession();
  const { scope } = usePlace();
  const owner = /^[^.@]*/.exec(scope)?.[0] ?? '';
  const title = scopes.find(({ path }) => path === owner)?.title ?? owner;
  const { id, name: login, email } = user;
  return useMemo(
    () => ({ org: { id: owner, name: title }, user: { id, login, email } }),
    [owner, title, id, login, email],
  );
}
