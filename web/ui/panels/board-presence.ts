import { createContext } from 'react';

/**
 * Where a dashboard stands for who looks: among those that can be opened here, in the tenant's Grafana,
 * or nowhere; `asking` until that is known.
 */
export type Presence = 'here' | 'grafana' | 'absent' | 'asking';

/** @param scope of the link, e.g. `acme.shop` */
export type FindBoard = (uid: string, scope: string) => Presence;

/** Where nobody has asked, a link is as its author wrote it. */
export const BoardPresenceContext = createContext<FindBoard>(() => 'here');

/** A link as the reader may follow it; `absent`: to a dashboard that is not there for them. */
export type Followed =
  | { readonly kind: 'link'; readonly address: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'none' };

const OWN_BOARD = /^\/dashboards\/([\w-]{1,100})(?:\?(.*))?$/;

/** @param address see `boardAddress`; null: it may not be followed */
export function followed(address: string | null, find: FindBoard): Followed {
  if (address === null) return { kind: 'none' };
  const [, uid, query = ''] = OWN_BOARD.exec(address) ?? [];
  if (uid === undefined) return { kind: 'link', address };
  switch (find(uid, new URLSearchParams(query).get('scope') ?? '')) {
    case 'here':
      return { kind: 'link', address };
    case 'grafana':
      return { kind: 'link', address: `/dashboards/grafana/${uid}?${query}` };
    case 'absent':
      return { kind: 'absent' };
    case 'asking':
      return { kind: 'none' };
  }
}

/** Whether a dashboard's JSON leads to dashboards by their uid: only then somebody has to ask. */
export function leadsToBoards(source: string): boolean {
  return /(?:^|[^\w-])d\/[\w$-]|\/dashboards\//.test(source);
}
