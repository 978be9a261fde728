import type { OutputQueueStatus } from '../../../collector/flows/delivery/log-spec-status.ts';
import type { FlowProgram } from '../../../collector/flows/runtime/flow-program.ts';
import type { EntryBatch } from '../../../collector/model/entry-batch.ts';
import type { SampleBatch, SampleRefusal } from '../../../collector/model/sample-batch.ts';
import type { ReceiverName } from '../../../collector/receivers/receive-rates.ts';
import type { ScrapeJob } from '../../../collector/scrape/scrape-job.ts';
import type { ReadWithin } from '../../../queries/scope/read-within.ts';
import type { HeaderList } from '../../../queries/upstream/upstream.ts';
import type { CollectedCluster, PlacedMonitor } from './collected-cluster.ts';
import type { CollectionAsker, CollectionStatus } from './collection-status.ts';

/** One question to the embedded stores, in the shape of a request to Prometheus or Loki. */
export interface EmbeddedQuestion {
  /** Whose store: value of the tenancy header; empty for none. */
  readonly tenant: string;
  /** What of it may be read; null: nothing, e.g. for `1 + 1`. */
  readonly within: ReadWithin | null;
  readonly method: 'GET' | 'POST';
  /** e.g. `/api/v1/query`, `/loki/api/v1/push`. */
  readonly path: string;
  /** Urlencoded. */
  readonly form: string;
  /** Names in lower case; with `content-type` where there is a body. */
  readonly headers: HeaderList;
  readonly body: Uint8Array | null;
  readonly timeoutMs: number;
}

/** A push that came over HTTP, with what its token says about it. */
export interface EmbeddedPush extends Omit<EmbeddedQuestion, 'method' | 'within'> {
  readonly method: string;
  readonly receiver: ReceiverName;
  /** Labels that are set last. */
  readonly ownLabels: ReadonlyMap<string, string>;
  /** Where the token may write to several namespaces. */
  readonly choice: { readonly label: string; readonly allowed: readonly string[] } | null;
  /** Of the cluster that a webhook's token speaks for; empty for other tokens. */
  readonly namespaces: ReadonlyMap<string, EmbeddedPlace>;
}

/** A whole answer; the chunks are handed over, not copied. */
export interface EmbeddedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly chunks: readonly Uint8Array[];
}

/** Where what this machine says about itself belongs. */
export interface EmbeddedPlace {
  readonly tenant: string;
  readonly ownLabels: ReadonlyMap<string, string>;
}

/** Samples that the service itself makes, e.g. of recording rules. */
export interface EmbeddedWrite {
  readonly tenant: string;
  readonly batch: SampleBatch;
}

/** What became of them; `failed`: nothing was stored. */
export type EmbeddedWritten =
  | { readonly kind: 'written'; readonly refused: readonly SampleRefusal[] }
  | { readonly kind: 'failed'; readonly message: string };

/** Series that carry all these labels, between two instants in Unix milliseconds, both inclusive. */
export interface LatestAsk {
  readonly tenant: string;
  readonly equal: Readonly<Record<string, string>>;
  readonly minMs: number;
  readonly maxMs: number;
}

/** The newest sample of a series. */
export interface LatestSample {
  readonly labels: ReadonlyMap<string, string>;
  readonly atMs: number;
  readonly value: number;
  readonly isStale: boolean;
}

/** What is scraped, by whom it is seen. */
export interface EmbeddedJobs {
  /** That are asked over HTTP; all but `read` sources. */
  readonly jobs: readonly ScrapeJob[];
  /** Null: not collected. */
  readonly self: EmbeddedPlace | null;
  /** Places of tailed files, by name of the source. */
  readonly tails: ReadonlyMap<string, EmbeddedPlace>;
  readonly host: EmbeddedPlace | null;
  /** Clusters whose metrics are stored here. */
  readonly clusters: readonly CollectedCluster[];
  readonly monitors: readonly PlacedMonitor[];
}

/**
 * To the thread. Ids are the sender's, never used twice. `cancel` also ends what was followed;
 * nothing comes after it.
 */
export type ToEmbedded =
  | { readonly kind: 'ask'; readonly id: number; readonly question: EmbeddedQuestion }
  | { readonly kind: 'push'; readonly id: number; readonly push: EmbeddedPush }
  | { readonly kind: 'collection'; readonly id: number; readonly asker: CollectionAsker }
  | { readonly kind: 'follow'; readonly id: number; readonly question: EmbeddedQuestion }
  /** Lets the lines of a tail wait in the thread, or come again. */
  | { readonly kind: 'flow'; readonly id: number; readonly isOpen: boolean }
  | { readonly kind: 'cancel'; readonly id: number }
  | { readonly kind: 'store'; readonly id: number; readonly write: EmbeddedWrite }
  | {
      readonly kind: 'lines';
      readonly id: number;
      readonly tenant: string;
      readonly batch: EntryBatch;
    }
  | { readonly kind: 'latest'; readonly id: number; readonly ask: LatestAsk }
  | { readonly kind: 'jobs'; readonly jobs: EmbeddedJobs }
  | { readonly kind: 'flows'; readonly program: FlowProgram }
  /** The service's own metrics, which the thread asked for; null: they could not be read. */
  | { readonly kind: 'exposition'; readonly id: number; readonly exposition: OwnExposition | null }
  | { readonly kind: 'stop' };

export interface OwnExposition {
  readonly contentType: string;
  readonly text: string;
}

/** A message instead of samples: they could not be read. */
export type LatestFound = readonly LatestSample[] | string;

/** From the thread. A tail that is refused gets `answered` instead of `tailed`. */
export type FromEmbedded =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answered'; readonly id: number; readonly answer: EmbeddedAnswer }
  | { readonly kind: 'collected'; readonly id: number; readonly status: CollectionStatus }
  | { readonly kind: 'tailed'; readonly id: number; readonly message: Uint8Array }
  | { readonly kind: 'stored'; readonly id: number; readonly written: EmbeddedWritten }
  | { readonly kind: 'found'; readonly id: number; readonly found: LatestFound }
  /** How outputs of flows do, when that has changed. */
  | { readonly kind: 'queues'; readonly queues: ReadonlyMap<string, OutputQueueStatus> }
  | { readonly kind: 'expose'; readonly id: number };
