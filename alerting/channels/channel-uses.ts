import type { Statement } from '../../platform/state/state.ts';

/** Port, filled by rules, policies, routes and channels of members. */
export interface ChannelReferences {
  /** What they are, e.g. `rules`. */
  readonly noun: string;
  /** Ids or names of those that name the channel. */
  using(channelId: string): readonly string[];
  /** Precondition: none names it. */
  channelUnused(channelId: string): Statement;
}
