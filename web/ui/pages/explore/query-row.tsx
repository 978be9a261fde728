import { useDisclosure } from '@mantine/hooks';
import { useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { EditorHandle } from '../../query-editor/editor-handle.ts';
import { QueryEditor } from '../../query-editor/query-editor.tsx';
import { usePlace } from '../../scope/use-place.ts';
import classes from './explore.module.css';
import { Start } from './explore-notes.tsx';
import { type ExploreState, rowLetter } from './explore-state.ts';
import { MetricBrowser } from './metric-browser.tsx';
import type { QueryRow, RowStep } from './query-rows.ts';
import { RowActions } from './row-actions.tsx';
import { RowAnswer } from './row-answer.tsx';
import { ScopePanel } from './scope-panel.tsx';

const ALONE_HEIGHT = 340;
const HEIGHT = 220;

export interface RowView {
  readonly row: QueryRow;
  readonly index: number;
  readonly count: number;
  readonly state: ExploreState;
  /** It has just been added: writing goes on in it. */
  readonly isFresh: boolean;
  readonly onStep: (step: RowStep) => void;
  readonly onRun: () => void;
  readonly onFocus: () => void;
}

/** A query with its editor, what can be done to it, and below it its answer. */
export function QueryRowView({ row, index, count, state, isFresh, ...on }: RowView) {
  const { t } = useTranslation();
  const { scope } = usePlace();
  const panelId = useId();
  const editor = useRef<EditorHandle>(null);
  const [isExplained, explain] = useDisclosure();
  const [isBrowsing, browse] = useDisclosure();
  const letter = rowLetter(index);
  return (
    <section
      className={classes.row}
      data-off={row.isOff}
      aria-label={t('explore.row.label', { letter })}
    >
      <div className={classes.ask}>
        {count > 1 && (
          <span className={classes.letter} aria-hidden>
            {letter}
          </span>
        )}
        <div className={classes.editor}>
          <QueryEditor
            handle={editor}
            isFocused={isFresh}
            value={row.text}
            onChange={(text) => on.onStep({ kind: 'edit', id: row.id, text })}
            onRun={on.onRun}
            onFocus={on.onFocus}
            scope={scope}
            label={count > 1 ? t('explore.editorOf', { letter }) : t('explore.editor')}
            hint={t('explore.placeholder')}
          />
        </div>
        <RowActions
          row={row}
          count={count}
          panelId={panelId}
          isExplained={isExplained}
          onExplain={explain.toggle}
          onBrowse={browse.open}
          onStep={on.onStep}
        />
      </div>
      <MetricBrowser
        isOpen={isBrowsing}
        onClose={browse.close}
        onLeave={() => editor.current?.focus()}
        onInsert={(selector) => editor.current?.insert(selector)}
      />
      {isExplained && (
        <ScopePanel
          id={panelId}
          query={row.text}
          kind={state.view === 'table' && state.table === 'instant' ? 'instant' : 'range'}
        />
      )}
      <Answer row={row} count={count} state={state} onBrowse={browse.open} />
    </section>
  );
}

function Answer({
  row,
  count,
  state,
  onBrowse,
}: Pick<RowView, 'row' | 'count' | 'state'> & { readonly onBrowse: () => void }) {
  const { t } = useTranslation();
  if (row.isOff) return <p className="dimmed small">{t('explore.row.isOff')}</p>;
  if (row.asked === '') return count === 1 ? <Start onBrowse={onBrowse} /> : null;
  return <RowAnswer query={row.asked} state={state} height={count > 1 ? HEIGHT : ALONE_HEIGHT} />;
}
