import type { LinkRules } from '../../../dashboards/links/board-link-settings.ts';
import type { BoardLinks, NewBoardLink } from '../../../dashboards/links/board-links.ts';
import type * as contract from '../../contract/embed-links.ts';
import type { Handlers } from '../register-api.ts';
import { instant, instantOrNull, readDuration } from './present.ts';

const DEFAULT_LIFE = '1h';

/** Links to dashboards over HTTP. */
export function embedLinkHandlers(
  links: BoardLinks,
  url: () => string,
): Pick<Handlers, Extract<keyof Handlers, `embedLinks.${string}`>> {
  return {
    'embedLinks.create': async ({ params: { owner }, body }, context) => {
      const { principal } = context.caller();
      const { link, token } = await links.give(principal, owner, wishOf(body));
      const address = `${url()}/${link.kind}/${token}`;
      return { url: address, token, expiresAt: instant(link.expiresAtMs) };
    },
    'embedLinks.rules': async ({ params: { owner } }, context) =>
      presentRules(await links.rules(context.caller().principal, owner)),
    'embedLinks.setRules': async ({ params: { owner }, body }, context) => {
      const { principal } = context.caller();
      const { enabled, origins, withdraw = false } = body;
      const change = { enabled, origins, withdraws: withdraw };
      return presentRules(await links.setRules(principal, owner, change));
    },
  };
}

function wishOf(body: contract.EmbedLinkInput): NewBoardLink {
  const fixed = Object.entries(body.fixed ?? {}).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : value).map((one) => [name, one] as const),
  );
  return {
    kind: body.kind,
    scope: body.scope,
    uid: body.dashboard,
    panelId: body.panel ?? null,
    expiresInMs: readDuration(body.expiresIn ?? DEFAULT_LIFE, '/expiresIn'),
    origins: body.origins ?? [],
    fixed,
  };
}

function presentRules(rules: LinkRules): contract.EmbedRules {
  const { enabled, origins, notBeforeMs, changedAtMs, changedBy } = rules;
  return {
    enabled,
    origins: [...origins],
    withdrawnBefore: notBeforeMs === 0 ? null : instant(notBeforeMs),
    changedAt: instantOrNull(changedAtMs),
    changedBy,
  };
}
