import { AppError } from '../../../platform/errors/app-error.ts';
import type { GrafanaBoards } from '../grafana/grafana-boards.ts';
import type { KeptBoards } from '../grafana/kept-boards.ts';
import type { Handlers } from '../register-api.ts';

type GrafanaHandlers = Pick<Handlers, Extract<keyof Handlers, `grafana.board${string}`>>;

/** Boards of Grafana over HTTP; null: there is no Grafana. */
export function grafanaHandlers(
  grafana: {
    readonly path: string;
    readonly boards: GrafanaBoards;
    readonly kept: Pick<KeptBoards, 'listed'>;
  } | null,
): GrafanaHandlers {
  return {
    'grafana.boards': async ({ params }, context) => {
      const caller = context.caller();
      const found = await grafana?.boards.list(caller, params.owner);
      if (!grafana || !found) return { path: null, organisation: null, up: false, boards: [] };
      grafana.kept.listed(caller, params.owner, found);
      const { isUp: up, organisation, boards } = found;
      return { path: grafana.path, organisation, up, boards: [...boards] };
    },
    'grafana.board': async ({ params }, context) => {
      if (!grafana) throw new AppError('not_found', 'there is no Grafana here');
      const { owner, uid } = params;
      const {
        isUp: up,
        organisation,
        board,
      } = await grafana.boards.find(context.caller(), owner, uid);
      return { ...board, path: grafana.path, organisation, up };
    },
  };
}
