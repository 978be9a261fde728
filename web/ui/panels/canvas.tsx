import { type MouseEvent, useEffect, useEffectEvent, useRef } from 'react';

/** In CSS pixels. */
export interface CanvasPlace {
  readonly x: number;
  readonly y: number;
}

interface CanvasProps {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly label: string;
  /** Draws in CSS pixels; called anew when `view` or the size changes. */
  readonly draw: (context: CanvasRenderingContext2D) => void;
  readonly view: unknown;
  /** The pointer's place in CSS pixels; null when it has left. */
  readonly onPoint?: (at: CanvasPlace | null) => void;
  readonly onClick?: (at: CanvasPlace) => void;
  /** A click on what the pointer is at does something. */
  readonly isClickable?: boolean;
}

/** A canvas as sharp as the screen. */
export function Canvas({
  widthPx,
  heightPx,
  label,
  draw,
  view,
  onPoint,
  onClick,
  isClickable = false,
}: CanvasProps) {
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
  const placeOf = (event: MouseEvent): CanvasPlace => {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  return (
    <canvas
      ref={canvas}
      role="img"
      aria-label={label}
      style={{
        ...{ display: 'block', width: widthPx, height: heightPx },
        ...(isClickable ? { cursor: 'pointer' } : {}),
      }}
      onPointerMove={(event) => onPoint?.(placeOf(event))}
      onClick={(event) => onClick?.(placeOf(event))}
      onPointerLeave={() => onPoint?.(null)}
    />
  );
}
