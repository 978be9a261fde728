import { boardJson } from '../../../dashboards/catalogue/board-json.ts';
import { BOARDS } from '../../../dashboards/catalogue/catalogue.ts';
import { MockFault } from './fault.ts';
import type { Handlers } from './handler-types.ts';

const UID = 'shop';
const BOARD = { uid: UID, title: 'Shop (Grafana)', folder: 'Team' };

/** A Grafana that is away: acme's one board was seen before. */
export function grafanaHandlers() {
  const [built] = BOARDS;
  return {
    'grafana.boards': ({ params: { owner } }) =>
      owner === 'acme'
        ? { path: '/grafana', organisation: 2, up: false, boards: [BOARD] }
        : { path: null, organisation: null, up: false, boards: [] },
    'grafana.board': ({ params: { owner, uid } }) => {
      if (owner !== 'acme' || uid !== UID || built === undefined) {
        throw new MockFault(404, 'not_found', `there is no dashboard ${uid}`);
      }
      const source = JSON.stringify(boardJson(built, 'en'));
      return { ...BOARD, path: '/grafana', organisation: 2, up: false, source };
    },
  } satisfies Partial<Handlers>;
}
