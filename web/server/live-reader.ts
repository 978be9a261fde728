import type { RawData, WebSocket } from 'ws';
import type { LiveSession } from '../../alerting/live/live-session.ts';
import { type LiveTopic, startsAfter, topicsNamed } from '../../alerting/live/live-topics.ts';
import type { RuleStateFeed } from '../../alerting/live/rule-state-feed.ts';
import type { Rule } from '../../alerting/rules/rule.ts';
import { mayOnAll } from '../../alerting/rules/rule-access.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Directory } from '../../platform/tenancy/directory.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import { printScopeName } from '../../platform/tenancy/scope-name.ts';
import type { LiveMessage } from '../contract/live.ts';

export interface LiveReaderParts {
  readonly client: WebSocket;
  readonly rules: Pick<RuleStateFeed, 'open'>;
  readonly directory: () => Directory;
  readonly clock: Clock;
  /** Counts for the caller, whose sockets each may change as often. False: it is too often. */
  readonly mayChange: () => boolean;
}

/** Each makes a snapshot of rules at most. */
const CHANGES_PER_MINUTE = 60;

/**
 * What the client of one socket says: `{"type":"subscribe","topics":[…]}`, which is answered with
 * `subscribed`. Anything else, and changing too often, ends the socket.
 */
export class LiveReader {
  readonly #parts: LiveReaderParts;
  #session: LiveSession | null = null;
  #principal: Principal | null = null;
  /** Said before the socket was told hello. */
  #wish: ReadonlySet<LiveTopic> | null = null;
  #rules: { close(): void } | null = null;
  #changes = { sinceMs: 0, count: 0 };

  constructor(parts: LiveReaderParts) {
    this.#parts = parts;
    parts.client.on('message', (data, isBinary) => this.#receive(data, isBinary));
    parts.client.on('close', () => this.#endRules());
  }

  /** The socket was told hello with the topics of its session. */
  begin(session: LiveSession, principal: Principal): void {
    this.#session = session;
    this.#principal = principal;
    this.#followRules(session.topics);
    if (this.#wish) this.#change(session, this.#wish);
  }

  #receive(data: RawData, isBinary: boolean): void {
    const topics = isBinary ? null : wishIn(String(data));
    if (topics === null) this.#parts.client.close(1008, 'not_a_subscription');
    else if (this.#isTooOften()) this.#parts.client.close(1008, 'too_many_subscriptions');
    else if (this.#session) this.#change(this.#session, topics);
    else this.#wish = topics;
  }

  #change(session: LiveSession, topics: ReadonlySet<LiveTopic>): void {
    const answer: LiveMessage = {
      type: 'subscribed',
      topics: startsAfter(session.topics, topics),
    };
    session.follow(topics);
    session.sendNow(JSON.stringify(answer));
    this.#followRules(topics);
  }

  #followRules(topics: ReadonlySet<LiveTopic>): void {
    if (!topics.has('rules')) {
      this.#endRules();
      return;
    }
    const { client, rules, directory } = this.#parts;
    const [session, principal] = [this.#session, this.#principal];
    if (this.#rules || !session?.isOpen || principal === null) return;
    this.#rules = rules.open({
      owner: session.visibility.owner,
      mayRead: readableTo(principal, directory),
      send: (text) => session.sendNow(text),
      get bufferedBytes() {
        return client.bufferedAmount;
      },
    });
  }

  #endRules(): void {
    this.#rules?.close();
    this.#rules = null;
  }

  #isTooOften(): boolean {
    const nowMs = this.#parts.clock.nowMs();
    if (nowMs - this.#changes.sinceMs >= 60_000) this.#changes = { sinceMs: nowMs, count: 0 };
    this.#changes.count += 1;
    return this.#changes.count > CHANGES_PER_MINUTE || !this.#parts.mayChange();
  }
}

/** Null: it is not a subscription. */
function wishIn(text: string): ReadonlySet<LiveTopic> | null {
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof said !== 'object' || said === null) return null;
  if (!('type' in said) || said.type !== 'subscribe' || !('topics' in said)) return null;
  return Array.isArray(said.topics) ? topicsNamed(said.topics) : null;
}

/** Whether a rule may be read in whole; asked once per scope and directory. */
function readableTo(principal: Principal, directory: () => Directory): (rule: Rule) => boolean {
  let asked: Directory | null = null;
  let known = new Map<string, boolean>();
  return ({ scope }) => {
    const current = directory();
    if (current !== asked) known = new Map();
    asked = current;
    const name = printScopeName(scope);
    const may = known.get(name) ?? mayOnAll(current, principal, scope, 'rules:read');
    known.set(name, may);
    return may;
  };
}
