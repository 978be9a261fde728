import { type Kind, resourceName } from '../model/kind.ts';
import type { RequestHandler } from './request-handler.ts';
import type { Watch } from './watch.ts';

/** Which watches a test means; without members, all. */
export interface WatchMatch {
  /** `prometheusrules.monitoring.coreos.com`. */
  readonly resource?: string;
  readonly namespace?: string;
  readonly user?: string;
}

/** The watches that are open, and what a test can do to them. Each answers how many it met. */
export class Watches {
  readonly #handler: RequestHandler;

  constructor(handler: RequestHandler) {
    this.#handler = handler;
  }

  count(match: WatchMatch = {}): number {
    return this.#matching(match).length;
  }

  /** Their connections break. */
  drop(match: WatchMatch = {}): number {
    return this.#each(match, (watch) => watch.drop());
  }

  /** They end as at their timeout. */
  end(match: WatchMatch = {}): number {
    return this.#each(match, (watch) => watch.end());
  }

  /** They end with `410 Expired` as their last event. */
  expire(match: WatchMatch = {}): number {
    return this.#each(match, (watch) => watch.expire());
  }

  /** Those that allow bookmarks get one now, instead of once a minute. */
  bookmark(match: WatchMatch = {}): number {
    return this.#each(match, (watch) => watch.bookmark());
  }

  /** They stay open, and nothing comes from them any more. */
  mute(match: WatchMatch = {}): number {
    return this.#each(match, (watch) => watch.mute());
  }

  #each(match: WatchMatch, act: (watch: Watch) => void): number {
    const matching = this.#matching(match);
    for (const watch of matching) act(watch);
    return matching.length;
  }

  #matching({ resource, namespace, user }: WatchMatch): readonly Watch[] {
    const isOf = (kind: Kind) => resource === undefined || resourceName(kind) === resource;
    return this.#handler
      .watches()
      .filter(
        (watch) =>
          isOf(watch.request.kind) &&
          (namespace === undefined || watch.request.namespace === namespace) &&
          (user === undefined || watch.user === user),
      );
  }
}
