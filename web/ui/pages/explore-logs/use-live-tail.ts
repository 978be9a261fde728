import { useEffect, useReducer, useState } from 'react';
import { useServices } from '../../app/services.ts';
import { usePlace } from '../../scope/use-place.ts';
import { nowMs } from '../../time/now.ts';
import { EMPTY_TAIL, readTailFrame, stepTail, type TailFrame } from './tail-buffer.ts';
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

/** Follows a query's new lines; undefined follows nothing and keeps nothing. */
export function useLiveTail(query: string | undefined) {
  const { live } = useServices();
  const { scope } = usePlace();
  const [tail, step] = useReducer(stepTail, EMPTY_TAIL);
  const [state, setState] = useState<TailState>({ kind: 'connecting' });

  useEffect(() => {
    if (query === undefined) return;
    let startNs = BigInt(nowMs() - LOOK_BACK_MS) * 1_000_000n;
    let limit = FIRST_LINES;
    let frames: TailFrame[] = [];
    let cancelTimer = () => {};
    let cancelShow: (() => void) | undefined;
    const show = () => {
      cancelShow = undefined;
      const [lines, dropped] = [
        frames.flatMap((frame) => frame.lines),
        frames.reduce((sum, frame) => sum + frame.dropped, 0),
      ];
      frames = [];
      for (const { timeNs } of lines) if (timeNs >= startNs) startNs = timeNs + 1n;
      step({ kind: 'arrive', frame: { lines, dropped } });
    };
    const connect = (): (() => void) =>
      openTail(
        { scope, query, startNs, limit },
        {
          open: () => setState({ kind: 'open' }),
          message: (text) => {
            const frame = readTailFrame(text);
            if (frame === undefined) return;
            frames.push(frame);
            cancelShow ??= live.after(SHOW_MS, show);
          },
          close: (code, reason) => {
            if (isFinalClose(code)) {
              setState({ kind: 'ended', reason });
              return;
            }
            setState({ kind: 'lost' });
            limit = MOST_LINES;
            cancelTimer = live.after(RETRY_MS, () => {
              close = connect();
            });
          },
        },
      );
    setState({ kind: 'connecting' });
    step({ kind: 'clear' });
    step({ kind: 'resume' });
    let close = connect();
    return () => {
      cancelTimer();
      cancelShow?.();
      close();
    };
  }, [query, scope, live]);

  return { tail, state, step };
}
