import type { PanelImage } from '../../../alerting/notify/panel-image.ts';
import { BOARDS } from '../../../dashboards/catalogue/catalogue.ts';
import type { MetricNames } from '../../../dashboards/catalogue/metric-names.ts';
import { shownBoard } from '../../../dashboards/catalogue/shown-board.ts';
import { BoardLinkSettings } from '../../../dashboards/links/board-link-settings.ts';
import {
  BoardLinks,
  type LinkedBoard,
  type WantedBoard,
} from '../../../dashboards/links/board-links.ts';
import { GraphLinks } from '../../../dashboards/links/graph-links.ts';
import type { DashboardService } from '../../../dashboards/store/dashboard-service.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import type { Principal } from '../../../platform/tenancy/principal.ts';
import type { ScopeGate } from '../scope-gate.ts';
import type { Floor, Ground } from './floor.ts';
import type { TenancyParts } from './tenancy.ts';

const PURPOSE = 'board links';

export interface BoardLinkMates {
  readonly tenancy: Pick<TenancyParts, 'directories' | 'present'>;
  readonly scopes: Pick<ScopeGate, 'grantTo'>;
  readonly boardOf: ReturnType<typeof boardFinder>;
}

/** Links that show dashboards to who has no account. */
export function composeBoardLinks(
  { state, secrets, clock }: Pick<Floor, 'state' | 'secrets' | 'clock'>,
  { tenancy, scopes, boardOf }: BoardLinkMates,
): BoardLinks {
  const keys = boardLinkKeys({ secrets });
  return new BoardLinks({
    settings: new BoardLinkSettings(state),
    directory: () => tenancy.directories.current(),
    boardOf,
    mayAsk: (principal, scope) => mayAsk(scopes, principal, scope),
    present: (giver) => tenancy.present.find(giver),
    keys: () => keys,
    clock,
  });
}

/** Links to the graphs of rules, as messages carry them. */
export function composeGraphLinks(
  { state, secrets, clock, config }: Pick<Floor, 'state' | 'secrets' | 'clock' | 'config'>,
  image: () => PanelImage | null,
): GraphLinks {
  const keys = boardLinkKeys({ secrets });
  const { publicUrl } = config.server;
  const settings = new BoardLinkSettings(state);
  return new GraphLinks({ settings, keys: () => keys, publicUrl, image, clock });
}

/** The same for a process that stands by: it gives addresses, and shows nothing. */
export function composeGraphAddresses({
  secrets,
  clock,
  config,
}: Pick<Ground, 'secrets' | 'clock' | 'config'>): Pick<GraphLinks, 'panel'> {
  const keys = boardLinkKeys({ secrets });
  const { publicUrl } = config.server;
  const settings = {
    read: () => Promise.reject(new AppError('unavailable', 'links are opened by the owner')),
  };
  return new GraphLinks({ settings, keys: () => keys, publicUrl, image: () => null, clock });
}

/** Keys that may have signed links, newest first. */
function boardLinkKeys({ secrets }: Pick<Floor, 'secrets'>): readonly Uint8Array[] {
  return secrets.deriveKeys(PURPOSE);
}

/** Those that come with tocsin, and those that are kept. */
export function boardFinder(
  dashboards: Pick<DashboardService, 'byUid'>,
  names: Pick<MetricNames, 'of'>,
) {
  return async (
    principal: Principal,
    owner: string,
    { uid, language, fitTo }: WantedBoard,
  ): Promise<LinkedBoard | null> => {
    const board = BOARDS.find(({ id }) => `tocsin-${id}` === uid);
    if (board !== undefined) {
      const title = board.title[language === 'zh' ? 1 : 0];
      const metrics = fitTo === null ? null : await names.of(principal, fitTo);
      return { title, source: JSON.stringify(shownBoard(board, language, metrics).json) };
    }
    try {
      const { title, source } = await dashboards.byUid(principal, owner, uid);
      return { title, source };
    } catch (thrown) {
      if (thrown instanceof AppError && thrown.kind === 'not_found') return null;
      throw thrown;
    }
  };
}

/** Whether the principal may ask for metrics or logs of the scope at all. */
export function mayAsk(
  scopes: Pick<ScopeGate, 'grantTo'>,
  principal: Principal,
  scope: string,
): boolean {
  return (['metrics:read', 'logs:read'] as const).some((permission) => {
    try {
      scopes.grantTo(principal, scope, permission);
      return true;
    } catch (thrown) {
      if (thrown instanceof AppError && thrown.kind === 'scope_denied') return false;
      throw thrown;
    }
  });
}
