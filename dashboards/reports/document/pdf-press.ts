import type { Worker } from 'node:worker_threads';
import type { Clock } from '../../../platform/clock/clock.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import { spawnThread } from '../../../platform/lifecycle/spawn-thread.ts';
import type { ReportDocument } from './report-document.ts';

/** What a thread is started for. */
export interface PdfOrder {
  readonly document: ReportDocument;
  readonly madeAtMs: number;
}

export type PdfAnswer =
  | { readonly kind: 'made'; readonly pdf: Uint8Array }
  | { readonly kind: 'failed'; readonly message: string };

const LIMIT_MS = 60_000;

/**
 * Makes a PDF in a thread of its own, which ends with it: pictures are packed again, which takes the
 * processor. Rejects with AppError `timeout` after a minute, `internal` when it cannot be made; with
 * the signal's reason when it is aborted.
 */
export async function pressPdf(
  order: PdfOrder,
  clock: Pick<Clock, 'after'>,
  signal: AbortSignal,
): Promise<Uint8Array> {
  signal.throwIfAborted();
  const worker = spawnThread(import.meta.url, './pdf-thread', {
    name: 'report-pdf',
    workerData: order,
  });
  worker.unref();
  const done = new AbortController();
  try {
    return await Promise.race([answerOf(worker), endOf(clock, signal, done.signal)]);
  } finally {
    done.abort();
    await worker.terminate();
  }
}

/** Rejects when it takes too long or nobody wants it any more. */
function endOf(
  clock: Pick<Clock, 'after'>,
  signal: AbortSignal,
  done: AbortSignal,
): Promise<never> {
  return new Promise((_resolve, reject) => {
    const message = `the PDF was not made within ${LIMIT_MS} ms`;
    const timer = clock.after(LIMIT_MS, () => reject(new AppError('timeout', message)));
    done.addEventListener('abort', () => timer.cancel());
    signal.addEventListener('abort', () => reject(signal.reason), { signal: done });
  });
}

function answerOf(worker: Worker): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const failed = (cause: unknown) =>
      reject(new AppError('internal', 'the PDF cannot be made', { cause }));
    worker.on('error', failed);
    worker.on('exit', () => failed(new Error('the thread has ended')));
    worker.on('message', (answer: PdfAnswer) => {
      if (answer.kind === 'made') resolve(answer.pdf);
      else failed(new Error(answer.message));
    });
  });
}
