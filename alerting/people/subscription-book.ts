import type { State } from '../../platform/state/state.ts';
import { PeopleSql, subscriptionOf } from './people-sql.ts';
import { type Followable, isFollowed, type Subscription } from './subscription.ts';

/** All subscriptions in memory: every incident asks whether somebody follows it. */
export class SubscriptionBook {
  readonly #state: State;
  readonly #sql: PeopleSql;
  #byOwner = new Map<string, readonly Subscription[]>();

  private constructor(state: State) {
    this.#state = state;
    this.#sql = new PeopleSql(state.dialect);
  }

  static async open(state: State): Promise<SubscriptionBook> {
    const book = new SubscriptionBook(state);
    await book.reload();
    return book;
  }

  /** Reads them anew; to be called after somebody's have changed. */
  async reload(): Promise<void> {
    const rows = await this.#state.all(this.#sql.allSubscriptions());
    const byOwner = new Map<string, Subscription[]>();
    for (const subscription of rows.map(subscriptionOf)) {
      const own = byOwner.get(subscription.owner);
      if (own) own.push(subscription);
      else byOwner.set(subscription.owner, [subscription]);
    }
    this.#byOwner = byOwner;
  }

  /** Whether anybody has subscribed to it; who may see it is asked when it is sent. */
  isFollowed(incident: Followable): boolean {
    const all = this.#byOwner.get(incident.owner) ?? [];
    return all.some((subscription) => isFollowed(subscription, incident));
  }
}
