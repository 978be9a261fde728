import type { Clock } from '../../platform/clock/clock.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { holds, holdsWithin } from '../../platform/tenancy/authorize.ts';
import type { Directory } from '../../platform/tenancy/directory.ts';
import { ownerNode } from '../../platform/tenancy/node.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import { notFound, scopeDenied } from '../../platform/tenancy/refusals.ts';
import { PLATFORM, parseScopeName } from '../../platform/tenancy/scope-name.ts';
import type { PictureLanguage } from '../images/views/picture-words.data.ts';
import {
  BOARD_LINK_LIMITS,
  type BoardLink,
  type BoardLinkKind,
  type LinkGiver,
  printBoardLink,
  readBoardLink,
} from './board-link.ts';
import type { BoardLinkSettings, LinkRules } from './board-link-settings.ts';
import { fixedValue } from './linked-dashboard.ts';
import { refuseUnknown } from './refuse-unknown.ts';

/** A dashboard as it is drawn: Grafana's JSON as text. */
export interface LinkedBoard {
  readonly title: string;
  readonly source: string;
}

/** Which dashboard somebody wants to see, and how. */
export interface WantedBoard {
  readonly uid: string;
  /** Of those that are built in. */
  readonly language: PictureLanguage;
  /** The scope of which a built-in one leaves out what it cannot fill; null: it is whole. */
  readonly fitTo: string | null;
}

export interface BoardLinksOptions {
  readonly settings: BoardLinkSettings;
  readonly directory: () => Directory;
  /** One that the principal may read, own or built in; null: none. */
  readonly boardOf: (
    principal: Principal,
    owner: string,
    wanted: WantedBoard,
  ) => Promise<LinkedBoard | null>;
  /** Whether the principal may ask for metrics or logs of the scope at all. */
  readonly mayAsk: (principal: Principal, scope: string) => boolean;
  /** What somebody may do now who gave a link away; null: nothing any more. */
  readonly present: (giver: LinkGiver) => Promise<Principal | null>;
  /** Newest first. */
  readonly keys: () => readonly Uint8Array[];
  readonly clock: Pick<Clock, 'nowMs'>;
}

/** What somebody wants a link to show. */
export interface NewBoardLink {
  readonly kind: BoardLinkKind;
  readonly scope: string;
  readonly uid: string;
  readonly panelId: number | null;
  readonly expiresInMs: number;
  readonly origins: readonly string[];
  readonly fixed: readonly (readonly [string, string])[];
}

/** Why a link shows nothing. */
export type LinkRefusal =
  /** Nobody has signed it. */
  | 'unknown'
  | 'expired'
  /** The owner has switched links off or taken those of its time back. */
  | 'withdrawn'
  /** Who gave it may not see that any more, or it is gone. */
  | 'gone';

export type OpenedLink =
  | {
      readonly kind: 'open';
      readonly link: BoardLink;
      /** As whom it asks: who gave it, with the rights of now. */
      readonly principal: Principal;
      readonly board: LinkedBoard;
    }
  | { readonly kind: 'refused'; readonly reason: LinkRefusal };

const HOUR_MS = 3_600_000;

/** Longest time that links may be good for. */
export const LINK_LIFE_MS: Readonly<Record<BoardLinkKind, number>> = {
  embed: 24 * HOUR_MS,
  render: 30 * 24 * HOUR_MS,
};

/**
 * Links that show a dashboard or a panel to who has no account here. A link shows what who gave it may
 * see at that moment, in one scope, and ends with their right, with its time, or when its owner
 * withdraws it.
 */
export class BoardLinks {
  readonly #options: BoardLinksOptions;

  constructor(options: BoardLinksOptions) {
    this.#options = options;
  }

  /**
   * @returns the link and its text
   * @throws AppError `scope_denied`, `not_found` for a dashboard that cannot be read, `invalid`,
   * `unprocessable` where the owner does not allow it
   */
  async give(
    principal: Principal,
    owner: string,
    wish: NewBoardLink,
  ): Promise<{ readonly link: BoardLink; readonly token: string }> {
    const { clock, keys, boardOf, mayAsk, settings } = this.#options;
    this.#within(principal, owner, 'dashboards:read');
    const scope = parseScopeName(wish.scope);
    const scopeOwner = scope?.kind === 'platform' ? PLATFORM : scope?.node.tenant;
    if (scopeOwner !== owner || !mayAsk(principal, wish.scope)) throw scopeDenied();
    const named = { uid: wish.uid, language: 'en', fitTo: null } as const;
    const board = await boardOf(principal, owner, named);
    if (board === null) throw notFound(`Dashboard ${wish.uid}`);
    refuseBounds(wish);
    refuseUnknown(board.source, wish);
    refuseUnruled(wish, await settings.read(owner));
    const issuedAtMs = Math.floor(clock.nowMs() / 1_000) * 1_000;
    const { kind, uid, panelId, origins, fixed } = wish;
    const link: BoardLink = {
      ...{ kind, owner, scope: wish.scope, uid, panelId, origins, fixed },
      giver: giverOf(principal, owner),
      issuedAtMs,
      expiresAtMs: issuedAtMs + Math.floor(wish.expiresInMs / 1_000) * 1_000,
    };
    const [key] = keys();
    if (key === undefined) throw new AppError('internal', 'there is no key to sign links with');
    const token = printBoardLink(link, key);
    if (token.length > BOARD_LINK_LIMITS.tokenChars) {
      throw new AppError('invalid', 'The link would be too long. Fix fewer or shorter values.');
    }
    return { link, token };
  }

  /**
   * What a link shows now. Rejects with AppError `unavailable`.
   * @param language where the link names none
   */
  async open(token: string, language: PictureLanguage = 'en'): Promise<OpenedLink> {
    const { clock, keys, present, settings, boardOf, mayAsk } = this.#options;
    const link = readBoardLink(token, keys());
    if (link === undefined) return refused('unknown');
    if (clock.nowMs() >= link.expiresAtMs) return refused('expired');
    const rules = await settings.read(link.owner);
    if (!rules.enabled || link.issuedAtMs < rules.notBeforeMs) return refused('withdrawn');
    const principal = await present(link.giver);
    if (principal === null || !mayAsk(principal, link.scope)) return refused('gone');
    if (
      !holdsWithin(this.#options.directory(), principal, ownerNode(link.owner), 'dashboards:read')
    )
      return refused('gone');
    const fixed = fixedValue(link, 'language');
    const spoken = fixed === 'en' || fixed === 'zh' ? fixed : language;
    // Who shows one panel has chosen it.
    const fitTo = link.panelId === null ? link.scope : null;
    const wanted = { uid: link.uid, language: spoken, fitTo } as const;
    const board = await boardOf(principal, link.owner, wanted);
    if (board === null) return refused('gone');
    const allowed = new Set(rules.origins);
    const origins = link.origins.filter((origin) => allowed.has(origin));
    return { kind: 'open', link: { ...link, origins }, principal, board };
  }

  /** For whoever may read dashboards of the owner. */
  async rules(principal: Principal, owner: string): Promise<LinkRules> {
    this.#within(principal, owner, 'dashboards:read');
    return this.#options.settings.read(owner);
  }

  /** @param withdraws every link that was made until now shows nothing any more */
  async setRules(
    principal: Principal,
    owner: string,
    change: Pick<LinkRules, 'enabled' | 'origins'> & { readonly withdraws: boolean },
  ): Promise<LinkRules> {
    const { directory, settings, clock } = this.#options;
    const isTenantWide = holdsOn(directory(), principal, owner);
    if (!isTenantWide) throw scopeDenied();
    for (const origin of change.origins) refuseOrigin(origin);
    const before = await settings.read(owner);
    const atMs = clock.nowMs();
    // Links carry whole seconds: those of this second are withdrawn too.
    const notBeforeMs = change.withdraws
      ? Math.floor(atMs / 1_000) * 1_000 + 1
      : before.notBeforeMs;
    const { enabled, origins } = change;
    return settings.write(owner, { enabled, origins, notBeforeMs }, { atMs, by: principal.name });
  }

  #within(principal: Principal, owner: string, permission: 'dashboards:read'): void {
    const directory = this.#options.directory();
    if (!holdsWithin(directory, principal, ownerNode(owner), permission)) throw scopeDenied();
  }
}

function holdsOn(directory: Directory, principal: Principal, owner: string): boolean {
  return holds(directory, principal, ownerNode(owner), 'dashboards:write');
}

function giverOf(principal: Principal, owner: string): LinkGiver {
  const { kind, id } = principal;
  if (kind === 'viewer') throw scopeDenied();
  return kind === 'user' ? { kind, id, owner: '' } : { kind, id, owner };
}

function refused(reason: LinkRefusal): OpenedLink {
  return { kind: 'refused', reason };
}

function refuseBounds({ kind, expiresInMs, origins, fixed }: NewBoardLink): void {
  const longest = LINK_LIFE_MS[kind];
  if (!(expiresInMs >= 1_000 && expiresInMs <= longest)) {
    const hours = longest / HOUR_MS;
    throw new AppError('invalid', `A link of this kind is good for 1 s to ${hours} h.`);
  }
  if (origins.length > BOARD_LINK_LIMITS.origins) {
    throw new AppError('invalid', `At most ${BOARD_LINK_LIMITS.origins} sites may frame it.`);
  }
  if (kind === 'render' && origins.length > 0) {
    throw new AppError('invalid', 'A picture is in no frame. Leave origins out.');
  }
  for (const origin of origins) refuseOrigin(origin);
  const isTooMuch =
    fixed.length > BOARD_LINK_LIMITS.fixed ||
    fixed.some(([name, value]) => name.length + value.length > BOARD_LINK_LIMITS.fixedChars);
  if (isTooMuch) throw new AppError('invalid', 'Too many or too long fixed values.');
}

function refuseUnruled({ origins }: NewBoardLink, rules: LinkRules): void {
  if (!rules.enabled) {
    throw new AppError(
      'unprocessable',
      'Links to dashboards are switched off here. Who may write dashboards of the whole tenant can switch them on.',
    );
  }
  const other = origins.find((origin) => !rules.origins.includes(origin));
  if (other === undefined) return;
  throw new AppError(
    'unprocessable',
    `${other} may not frame dashboards. Who may write dashboards of the whole tenant can add it.`,
  );
}

/** @throws AppError `invalid` for anything but `https://host[:port]`, or http on this machine */
function refuseOrigin(origin: string): void {
  const url = URL.canParse(origin) ? new URL(origin) : null;
  const isLocal = url !== null && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  const isWeb = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLocal);
  const isPlain = url?.origin === origin && origin.length <= BOARD_LINK_LIMITS.originChars;
  if (isWeb && isPlain && !/[\s;,'"*]/.test(origin)) return;
  const shown = JSON.stringify(origin.slice(0, 100));
  throw new AppError('invalid', `${shown} is no site. Write it as https://portal.example.`);
}
