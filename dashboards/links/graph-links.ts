import type { PanelImage, PanelRequest } from '../../alerting/notify/panel-image.ts';
import type { PictureLinks } from '../../alerting/notify/picture-links.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import { BoundedMap } from '../../platform/model/bounded-map.ts';
import { nonPublicReason } from '../../platform/outbound/address-ranges.ts';
import type { BoardLinkSettings } from './board-link-settings.ts';
import type { LinkRefusal } from './board-links.ts';
import { printGraphLink, readGraphLink } from './graph-link.ts';

export interface GraphLinksOptions {
  readonly settings: Pick<BoardLinkSettings, 'read'>;
  /** Newest first. */
  readonly keys: () => readonly Uint8Array[];
  /** As it is configured; empty: nobody said how the service is reached. */
  readonly publicUrl: string;
  readonly image: () => PanelImage | null;
  readonly clock: Pick<Clock, 'nowMs'>;
}

export type ShownGraph =
  | { readonly kind: 'shown'; readonly png: Uint8Array }
  | { readonly kind: 'refused'; readonly reason: LinkRefusal };

/** Those who look at the same picture at about the same time share it. */
const KEEP_MS = 10_000;
const MOST_KEPT = 16;

/** Services fetch pictures soon, and show them for as long as people read old messages. */
const LIFE_MS = 7 * 86_400_000;

/**
 * Addresses of the graphs of rules, for messages whose service fetches its pictures itself. There are
 * none where the service is not reached by https from everywhere.
 */
export class GraphLinks implements PictureLinks {
  readonly #options: GraphLinksOptions;
  readonly #base: string | null;
  readonly #kept = new BoundedMap<string, KeptGraph>(MOST_KEPT);

  constructor(options: GraphLinksOptions) {
    this.#options = options;
    this.#base = publicBase(options.publicUrl);
  }

  panel(request: PanelRequest): string | null {
    const { keys, clock } = this.#options;
    const [key] = keys();
    if (this.#base === null || key === undefined || request.ruleId === null) return null;
    const issuedAtMs = Math.floor(clock.nowMs() / 1_000) * 1_000;
    const link = { request, issuedAtMs, expiresAtMs: issuedAtMs + LIFE_MS };
    return `${this.#base}/render/graph/${printGraphLink(link, key)}.png`;
  }

  /** Rejects with AppError `unavailable`. */
  async open(token: string): Promise<ShownGraph> {
    const { keys, clock, settings } = this.#options;
    const link = readGraphLink(token, keys());
    if (link === undefined) return { kind: 'refused', reason: 'unknown' };
    if (clock.nowMs() >= link.expiresAtMs) return { kind: 'refused', reason: 'expired' };
    const rules = await settings.read(link.request.owner);
    if (!rules.enabled || link.issuedAtMs < rules.notBeforeMs) {
      return { kind: 'refused', reason: 'withdrawn' };
    }
    const picture = await this.#shared(token, link.request);
    return picture ? { kind: 'shown', png: picture.png } : { kind: 'refused', reason: 'gone' };
  }

  /** Whoever holds an address may ask for it as often as they like. */
  #shared(token: string, request: PanelRequest): KeptGraph['picture'] {
    const { clock, image } = this.#options;
    const nowMs = clock.nowMs();
    const kept = this.#kept.get(token);
    if (kept !== undefined && nowMs < kept.untilMs) return kept.picture;
    const picture = image()?.draw(request, new AbortController().signal) ?? Promise.resolve(null);
    const entry = { untilMs: nowMs + KEEP_MS, picture };
    this.#kept.set(token, entry);
    picture.catch(() => {
      if (this.#kept.get(token) === entry) this.#kept.delete(token);
    });
    return picture;
  }
}

interface KeptGraph {
  readonly untilMs: number;
  readonly picture: ReturnType<PanelImage['draw']>;
}

function publicBase(publicUrl: string): string | null {
  if (!URL.canParse(publicUrl)) return null;
  const { protocol, hostname, origin } = new URL(publicUrl);
  const plain = hostname.replace(/^\[|\]$/g, '');
  const isAddress = /^[\d.]+$/.test(plain) || plain.includes(':');
  const isPublic = isAddress
    ? nonPublicReason(plain) === undefined
    : plain.includes('.') && !/\.(?:local|localhost|internal|lan|home|test)$/.test(plain);
  return protocol === 'https:' && isPublic ? origin : null;
}
