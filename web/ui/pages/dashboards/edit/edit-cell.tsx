import { ActionIcon } from '@mantine/core';
import { IconCopyPlus, IconGripVertical, IconPencil, IconTrash } from '@tabler/icons-react';
import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import {
  removePanel,
  resizePanel,
  type Step,
  sizeOf,
  stepPanel,
} from '../../../../../dashboards/edit/arrange.ts';
import { duplicatePanel } from '../../../../../dashboards/edit/panel-json.ts';
import type { JsonRecord } from '../../../../../dashboards/model/panel.ts';
import type { PanelContext } from '../../../../../dashboards/queries/plan-panel.ts';
import type { PlacedPanel } from '../../../../../dashboards/queries/repeat-panels.ts';
import { BoardPanel } from '../board-panel.tsx';
import { heightPx } from '../board-sections.ts';
import classes from './edit.module.css';
import { panelVersion } from './panel-version.ts';
import type { BoardEdit } from './use-board-edit.ts';
import type { Drag } from './use-grid-drag.ts';

interface CellProps {
  readonly edit: BoardEdit;
  readonly placed: PlacedPanel;
  readonly context: Omit<PanelContext, 'variables'>;
  readonly drag: Drag;
  readonly onOpen: (panel: number) => void;
}

const STEPS: Readonly<Record<string, Step>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

/** A panel that can be moved: arrows move it, with Shift they size it, Enter opens its form. */
export function EditCell({ edit, placed, context, drag, onOpen }: CellProps) {
  const { t } = useTranslation();
  const { panel } = placed;
  const { board } = edit.now;
  const cell = useRef<HTMLDivElement>(null);
  const title = panel.title === '' ? t('panels.untitled') : panel.title;
  const onKey = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
    if (event.key === 'Enter') onOpen(panel.id);
    const next = event.key === 'Enter' ? null : afterKey(event, board, panel.id);
    if (next === null && event.key !== 'Enter') return;
    event.preventDefault();
    if (next === null) return;
    edit.change(next, `keys ${panel.id}`);
    requestAnimationFrame(() => cell.current?.scrollIntoView({ block: 'nearest' }));
  };
  const grab = (kind: 'move' | 'size') => (event: PointerEvent<HTMLElement>) =>
    drag.start(event, { kind, panel, cell: cell.current });
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would be drawn as one
    <div
      ref={cell}
      className={classes.cell}
      role="group"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it is moved by keys
      tabIndex={0}
      aria-label={t('boards.edit.cell', { title })}
      aria-keyshortcuts="ArrowLeft ArrowRight ArrowUp ArrowDown Shift+ArrowRight Shift+ArrowDown Enter Delete"
      data-dragged={drag.id === panel.id}
      onKeyDown={onKey}
    >
      <BoardPanel
        placed={placed}
        context={context}
        heightPx={heightPx(panel.place.height)}
        version={panelVersion(panel)}
      />
      <CellTools edit={edit} id={panel.id} title={title} grab={grab('move')} onOpen={onOpen} />
      <span
        className={classes.corner}
        aria-hidden
        title={t('boards.edit.resize')}
        onPointerDown={grab('size')}
      />
    </div>
  );
}

/** What a key makes of the dashboard; null for a key that does nothing. */
function afterKey(event: KeyboardEvent, board: JsonRecord, id: number): JsonRecord | null {
  if (event.key === 'Delete') return removePanel(board, id);
  const step = STEPS[event.key];
  if (step === undefined) return null;
  if (!event.shiftKey) return stepPanel(board, id, step);
  const { w, h } = sizeOf(board, id);
  const sizes = { left: [w - 1, h], right: [w + 1, h], up: [w, h - 1], down: [w, h + 1] } as const;
  return resizePanel(board, id, ...sizes[step]);
}

function CellTools({
  edit,
  id,
  title,
  grab,
  onOpen,
}: {
  readonly edit: BoardEdit;
  readonly id: number;
  readonly title: string;
  readonly grab: (event: PointerEvent<HTMLElement>) => void;
  readonly onOpen: (panel: number) => void;
}) {
  const { t } = useTranslation();
  const { board } = edit.now;
  const ways = [
    [t('boards.edit.panel', { title }), IconPencil, () => onOpen(id)],
    [
      t('boards.edit.duplicate', { title }),
      IconCopyPlus,
      () => edit.change(duplicatePanel(board, id).board),
    ],
    [t('boards.edit.remove', { title }), IconTrash, () => edit.change(removePanel(board, id))],
  ] as const;
  return (
    <div className={classes.tools}>
      <span className={classes.grip} aria-hidden title={t('boards.edit.move')} onPointerDown={grab}>
        <IconGripVertical size={15} />
      </span>
      {ways.map(([label, Icon, act]) => (
        <ActionIcon
          key={label}
          size={24}
          variant="subtle"
          color="gray"
          title={label}
          aria-label={label}
          onClick={act}
        >
          <Icon size={15} />
        </ActionIcon>
      ))}
    </div>
  );
}
