import { ActionIcon } from '@mantine/core';
import {
  IconArrowDown,
  IconArrowUp,
  IconChevronDown,
  IconChevronRight,
  IconPencil,
  IconTrash,
} from '@tabler/icons-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { foldRow, moveRow, removePanel } from '../../../../../dashboards/edit/arrange.ts';
import { sectionsOf as jsonSections } from '../../../../../dashboards/edit/sections.ts';
import type { PanelContext } from '../../../../../dashboards/queries/plan-panel.ts';
import type { PlacedPanel } from '../../../../../dashboards/queries/repeat-panels.ts';
import { Empty } from '../../../lists/list-state.tsx';
import { heightPx, sectionsOf, topOf } from '../board-sections.ts';
import grid from '../dashboards.module.css';
import classes from './edit.module.css';
import { EditCell } from './edit-cell.tsx';
import type { BoardEdit } from './use-board-edit.ts';
import { type Drag, useGridDrag } from './use-grid-drag.ts';

interface GridProps {
  readonly edit: BoardEdit;
  readonly placed: readonly PlacedPanel[];
  readonly context: Omit<PanelContext, 'variables'>;
  readonly onOpen: (panel: number) => void;
}

/** The panels as they lie, to move, resize, copy and remove them by mouse and by keys. */
export function EditGrid({ edit, placed, context, onOpen }: GridProps) {
  const { t } = useTranslation();
  const place = useRef<HTMLDivElement>(null);
  const drag = useGridDrag(place, edit);
  const sections = sectionsOf(placed);
  if (sections.length === 0) return <Empty title={t('boards.noPanels')} />;
  return (
    <div ref={place}>
      {sections.map(({ head, panels }, index) => (
        <section key={head?.key ?? `from ${panels[0]?.key}`}>
          {head !== null && (
            <EditRowHead edit={edit} placed={head} onOpen={() => onOpen(head.panel.id)} />
          )}
          {head?.panel.isCollapsed !== true && (
            <SectionGrid
              edit={edit}
              placed={panels}
              context={context}
              index={index}
              drag={drag}
              onOpen={onOpen}
            />
          )}
        </section>
      ))}
    </div>
  );
}

interface SectionProps extends GridProps {
  readonly index: number;
  readonly drag: Drag;
}

function SectionGrid({ edit, placed, context, index, drag, onOpen }: SectionProps) {
  const { t } = useTranslation();
  const top = placed.length === 0 ? 0 : topOf(placed);
  return (
    <div className={`${grid.grid} ${classes.section}`} data-section={index}>
      {placed.length === 0 && (
        <p className={`${classes.noPanels} dimmed`}>{t('boards.row.empty')}</p>
      )}
      {placed.map((one) => {
        const { x, y, width, height } = one.panel.place;
        return (
          <div
            key={one.key}
            className={grid.cell}
            style={{
              gridColumn: `${x + 1} / span ${width}`,
              gridRow: `${y - top + 1} / span ${height}`,
              minHeight: heightPx(height),
            }}
          >
            <EditCell edit={edit} placed={one} context={context} drag={drag} onOpen={onOpen} />
          </div>
        );
      })}
    </div>
  );
}

function EditRowHead({
  edit,
  placed,
  onOpen,
}: {
  readonly edit: BoardEdit;
  readonly placed: PlacedPanel;
  readonly onOpen: () => void;
}) {
  const { t } = useTranslation();
  const { id, title, isCollapsed } = placed.panel;
  const { board } = edit.now;
  const heads = jsonSections(board).filter(({ row }) => row !== null);
  const ways = [
    [t('boards.row.edit'), IconPencil, onOpen],
    [t('boards.row.up'), IconArrowUp, () => edit.change(moveRow(board, id, -1))],
    [t('boards.row.down'), IconArrowDown, () => edit.change(moveRow(board, id, 1))],
    [t('boards.row.remove'), IconTrash, () => edit.change(removePanel(board, id))],
  ] as const;
  return (
    <div className={classes.rowHead}>
      <ActionIcon
        size={24}
        variant="subtle"
        color="gray"
        aria-label={isCollapsed ? t('boards.row.open') : t('boards.row.fold')}
        aria-expanded={!isCollapsed}
        onClick={() => edit.change(foldRow(board, id, !isCollapsed))}
      >
        {isCollapsed ? <IconChevronRight size={15} /> : <IconChevronDown size={15} />}
      </ActionIcon>
      <strong>{title}</strong>
      {isCollapsed && (
        <span className="dimmed">{t('panels.row', { count: placed.panels.length })}</span>
      )}
      <span className={classes.gap} />
      {ways.map(([label, Icon, act], index) => (
        <ActionIcon
          key={label}
          size={24}
          variant="subtle"
          color="gray"
          title={label}
          aria-label={label}
          disabled={heads.length < 2 && (index === 1 || index === 2)}
          onClick={act}
        >
          <Icon size={15} />
        </ActionIcon>
      ))}
    </div>
  );
}
