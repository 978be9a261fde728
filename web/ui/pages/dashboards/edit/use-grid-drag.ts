import {
  type PointerEvent as ReactPointerEvent,
  type RefObject,
  useEffect,
  useRef,
  useState,
} from 'react';
import { putPanel, resizePanel } from '../../../../../dashboards/edit/arrange.ts';
import type { JsonRecord, Panel } from '../../../../../dashboards/model/panel.ts';
import { type GridBox, placeAt, sizeAt } from './grid-places.ts';
import type { BoardEdit } from './use-board-edit.ts';

interface Grabbed {
  readonly kind: 'move' | 'size';
  readonly panel: Panel;
  readonly cell: HTMLElement | null;
}

/** Moving and sizing by the mouse, or a finger. */
export interface Drag {
  /** The panel that is held. */
  readonly id: number | undefined;
  readonly start: (event: ReactPointerEvent<HTMLElement>, grabbed: Grabbed) => void;
}

/** What is dragged lies where it would be dropped; one drag is one step of undoing. */
export function useGridDrag(place: RefObject<HTMLElement | null>, edit: BoardEdit): Drag {
  const [id, setId] = useState<number>();
  const latest = useRef(edit);
  useEffect(() => {
    latest.current = edit;
  }, [edit]);
  const count = useRef(0);
  const start: Drag['start'] = (event, { kind, panel, cell }) => {
    if (event.button !== 0 || cell === null) return;
    event.preventDefault();
    const grip = event.currentTarget;
    const before = edit.now.board;
    const box = cell.getBoundingClientRect();
    const held = { x: event.clientX - box.x, y: event.clientY - box.y };
    const section = cell.closest<HTMLElement>('[data-section]');
    count.current += 1;
    const field = `drag ${count.current}`;
    let last = '';
    const move = (at: PointerEvent) => {
      const boxes = gridBoxes(place.current);
      const found =
        kind === 'move'
          ? dropped(boxes, at, held, before, panel.id)
          : sized(boxes[Number(section?.dataset.section)], at, box, before, panel.id);
      if (found === null || found.key === last) return;
      last = found.key;
      latest.current.change(found.board, field);
    };
    const end = () => {
      grip.removeEventListener('pointermove', move);
      grip.removeEventListener('pointerup', end);
      grip.removeEventListener('pointercancel', end);
      setId(undefined);
    };
    grip.setPointerCapture(event.pointerId);
    grip.addEventListener('pointermove', move);
    grip.addEventListener('pointerup', end);
    grip.addEventListener('pointercancel', end);
    setId(panel.id);
  };
  return { id, start };
}

interface Point {
  readonly x: number;
  readonly y: number;
}

interface Change {
  readonly key: string;
  readonly board: JsonRecord;
}

function dropped(
  boxes: readonly (GridBox | undefined)[],
  at: PointerEvent,
  held: Point,
  before: JsonRecord,
  id: number,
): Change | null {
  const pointer = { x: at.clientX, y: at.clientY };
  const to = placeAt(boxes, pointer, { x: pointer.x - held.x, y: pointer.y - held.y });
  if (to === null) return null;
  return { key: `${to.section} ${to.x} ${to.y}`, board: putPanel(before, id, to) };
}

function sized(
  box: GridBox | undefined,
  at: PointerEvent,
  corner: Point,
  before: JsonRecord,
  id: number,
): Change | null {
  if (box === undefined) return null;
  const { w, h } = sizeAt(box, { x: at.clientX - corner.x, y: at.clientY - corner.y });
  return { key: `${w} ${h}`, board: resizePanel(before, id, w, h) };
}

/** The grids of the sections, by their number; folded ones have none. */
function gridBoxes(place: HTMLElement | null): readonly (GridBox | undefined)[] {
  const boxes: (GridBox | undefined)[] = [];
  for (const element of place?.querySelectorAll<HTMLElement>('[data-section]') ?? []) {
    const { x, y, width, height } = element.getBoundingClientRect();
    boxes[Number(element.dataset.section)] = { x, y, width, height };
  }
  return boxes;
}
