import type { Service } from '../../../platform/lifecycle/service.ts';
import type { Upstream } from '../../../queries/upstream/upstream.ts';
import type { EmbeddedThread } from '../embedded/embedded-thread.ts';
import type { AnswerHere } from '../embedded/embedded-upstream.ts';
import { composeEmbedded, type EmbeddedPlace } from './embedded.ts';
import { composeUpstream } from './upstream.ts';

/** The embedded stores, and the one way to all backends. */
export interface BackendParts {
  readonly upstream: Upstream;
  readonly embedded: EmbeddedThread;
  /** In the order of their start. */
  readonly services: readonly Service[];
  /** Says from now on what is answered in the embedded stores' name without asking them. */
  answerHere(answer: AnswerHere): void;
}

export function composeBackends(place: EmbeddedPlace): BackendParts {
  const { floor, directories } = place;
  const embedded = composeEmbedded(place);
  let here: AnswerHere = () => undefined;
  const { thread } = embedded;
  const { upstream, service } = composeUpstream(floor.clock, directories, thread, (path) =>
    here(path),
  );
  return {
    upstream,
    embedded: thread,
    services: [embedded.service, service],
    answerHere: (answer) => {
      here = answer;
    },
  };
}
