import type { LiveIo } from '../live/live-connection.ts';
import { readTailFrame, type TailFrame } from './tail-buffer.ts';
import { isFinalClose, openTail } from './tail-socket.ts';

/** What came before is shown too, so that a quiet stream does not look broken. */
const LOOK_BACK_MS = 5 * 60_000;
const FIRST_LINES = 100;
const MOST_LINES = 1_000;
const RETRY_MS = 2_000;
/** Frames are shown together: drawing each would cost more than reading them. */
const SHOW_MS = 100;

/** `ended` for good, with the service's own words. */
export type TailState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'open' }
  | { readonly kind: 'lost' }
  | { readonly kind: 'ended'; readonly reason: string };

export interface TailListener {
  readonly onState: (state: TailState) => void;
  readonly onFrame: (frame: TailFrame) => void;
}

/**
 * Follows a query's new lines. A connection that was lost is opened again, from behind the last line
 * that has come. @returns what ends it
 */
export function followTail(
  { scope, query, io }: { readonly scope: string; readonly query: string; readonly io: LiveIo },
  { onState, onFrame }: TailListener,
): () => void {
  let startNs = BigInt(io.now() - LOOK_BACK_MS) * 1_000_000n;
  let limit = FIRST_LINES;
  let cancelRetry: (() => void) | undefined;
  const frames = collectFrames(io, (frame) => {
    for (const { timeNs } of frame.lines) if (timeNs >= startNs) startNs = timeNs + 1n;
    onFrame(frame);
  });
  const lost = (code: number, reason: string) => {
    if (isFinalClose(code)) {
      onState({ kind: 'ended', reason });
      return;
    }
    onState({ kind: 'lost' });
    limit = MOST_LINES;
    cancelRetry = io.after(RETRY_MS, () => {
      close = connect();
    });
  };
  const connect = () =>
    openTail(
      { scope, query, startNs, limit },
      { open: () => onState({ kind: 'open' }), message: frames.take, close: lost },
    );
  onState({ kind: 'connecting' });
  let close = connect();
  return () => {
    cancelRetry?.();
    frames.stop();
    close();
  };
}

/** Passes on what has come in a short while as one frame. */
function collectFrames(io: LiveIo, onFrame: (frame: TailFrame) => void) {
  let waiting: TailFrame[] = [];
  let cancel: (() => void) | undefined;
  const show = () => {
    const frames = waiting;
    waiting = [];
    cancel = undefined;
    onFrame({
      lines: frames.flatMap(({ lines }) => lines),
      dropped: frames.reduce((sum, { dropped }) => sum + dropped, 0),
    });
  };
  return {
    take: (text: string) => {
      const frame = readTailFrame(text);
      if (frame === undefined) return;
      waiting.push(frame);
      cancel ??= io.after(SHOW_MS, show);
    },
    stop: () => cancel?.(),
  };
}
