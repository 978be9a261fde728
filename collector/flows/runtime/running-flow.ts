import { AUDIT_LABEL } from '../../../platform/model/audit-label.ts';
import type { Labels } from '../../../platform/model/labels.ts';
import type { StreamEntries } from '../../model/entry-batch.ts';
import type { LinePlace, RuntimeFlow } from './flow-program.ts';
import { eventOf, type LogEvent } from './log-event.ts';
import { isMatched } from './match-stream.ts';
import type { Stage } from './stage.ts';
import { stageOf } from './stages.ts';
import { type StampedLine, stampEvent } from './stamp-event.ts';

/** A flow at work: lines in, stamped lines out. */
export class RunningFlow {
  readonly outputs: readonly string[];
  readonly #flow: RuntimeFlow;
  readonly #stages: readonly Stage[];
  /** One key for each stream, so that stages can tell streams apart. */
  readonly #streams = new WeakMap<Labels, object>();

  /** @throws Error for filters that cannot be run here */
  constructor(flow: RuntimeFlow) {
    this.#flow = flow;
    this.outputs = flow.outputs;
    this.#stages = flow.filters.map(stageOf);
  }

  /** Lines of a store that the flow carries, as far as they go on now. */
  take(
    store: string,
    { labels, entries }: StreamEntries,
    isTaken: (entry: number) => boolean,
    nowMs: number,
  ): readonly StampedLine[] {
    const place = this.#placeOf(store, labels);
    if (place === undefined || !isMatched(this.#flow.match, labels, place.namespace)) return [];
    const stream = this.#streamOf(labels);
    const lines: StampedLine[] = [];
    for (const [index, entry] of entries.entries()) {
      if (!isTaken(index)) continue;
      const event = eventOf(entry, labels, stream, place);
      for (const one of this.#through([event], 0, nowMs)) lines.push(stampEvent(one));
    }
    return lines;
  }

  /** Lines that waited for others and need wait no longer. */
  flush(nowMs: number): readonly StampedLine[] {
    const lines: StampedLine[] = [];
    for (const [index, stage] of this.#stages.entries()) {
      const waited = stage.flush(nowMs);
      for (const one of this.#through(waited, index + 1, nowMs)) lines.push(stampEvent(one));
    }
    return lines;
  }

  #through(events: readonly LogEvent[], from: number, nowMs: number): readonly LogEvent[] {
    let going = events;
    for (const stage of this.#stages.slice(from)) {
      going = going.flatMap((event) => stage.take(event, nowMs));
    }
    return going;
  }

  /** Audit is for those who may read it: no flow carries it. */
  #placeOf(store: string, labels: Labels): LinePlace | undefined {
    if (labels.has(AUDIT_LABEL)) return undefined;
    const found = this.#flow.places.find(
      (place) =>
        place.store === store && place.within.every(([name, value]) => labels.get(name) === value),
    );
    return found?.stamp;
  }

  #streamOf(labels: Labels): object {
    const known = this.#streams.get(labels) ?? {};
    this.#streams.set(labels, known);
    return known;
  }
}
