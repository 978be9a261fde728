import { type PointerEvent, useEffect, useEffectEvent, useRef } from 'react';

interface CanvasProps {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly label: string;
  /** Draws in CSS pixels; called anew when `view` or the size changes. */
  readonly draw: (context: CanvasRenderingContext2D) => void;
  readonly view: unknown;
  /** The pointer's place in CSS pixels; null when it has left. */
  readonly onPoint?: (at: { readonly x: number; readonly y: number } | null) => void;
}

/** A canvas as sharp as the screen. */
export function Canvas({ widthPx, heightPx, label, draw, view, onPoint }: CanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const latest = useEffectEvent(draw);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is drawn follows from the view
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (canvas.current === null || !context) return;
    const ratio = window.devicePixelRatio;
    canvas.current.width = Math.round(widthPx * ratio);
    canvas.current.height = Math.round(heightPx * ratio);
    context.scale(ratio, ratio);
    latest(context);
  }, [widthPx, heightPx, view]);
  const point = (event: PointerEvent) => {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    onPoint?.({ x: event.clientX - left, y: event.clientY - top });
  };
  return (
    <canvas
      ref={canvas}
      role="img"
      aria-label={label}
      style={{ display: 'block', width: widthPx, height: heightPx }}
      onPointerMove={point}
      onPointerLeave={() => onPoint?.(null)}
    />
  );
}
