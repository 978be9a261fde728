import { Alert, Button, SegmentedControl } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { asPanels } from '../../../../../dashboards/edit/board-text.ts';
import { withPanelIds } from '../../../../../dashboards/edit/sections.ts';
import { importDashboard } from '../../../../../dashboards/import/import-dashboard.ts';
import { textOf } from '../../../../../dashboards/import/read-json.ts';
import type { Dashboard as Stored } from '../../../../contract/dashboards.ts';
import { Page } from '../../../frame/page.tsx';
import { useChangeSearch } from '../../../scope/use-place.ts';
import { RangePicker } from '../../../time/range-picker.tsx';
import { BackToList } from '../back-to-list.tsx';
import classes from './edit.module.css';
import { EditBar } from './edit-bar.tsx';
import type { Edited } from './edit-history.ts';
import { JsonPart } from './json-part.tsx';
import { PanelsPart } from './panels-part.tsx';
import { SettingsPart } from './settings-part.tsx';
import { type BoardEdit, useBoardEdit } from './use-board-edit.ts';
import { useMadePanel } from './use-made-panel.ts';
import { VariablesPart } from './variables-part.tsx';

const PARTS = ['panels', 'variables', 'settings', 'json'] as const;
type Part = (typeof PARTS)[number];

/** A dashboard as form and as JSON, drawn beside it; nothing is stored before it is saved. */
export function BoardEditor({
  stored,
  uid,
  first,
  draftKey,
}: {
  readonly stored: Stored | undefined;
  readonly uid: string;
  readonly first: Edited;
  readonly draftKey: string;
}) {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const change = useChangeSearch();
  const edit = useBoardEdit(first, draftKey, stored?.revision ?? 0);
  useMadePanel(edit);
  const part = PARTS.find((each) => each === search.get('part')) ?? 'panels';
  const { title } = edit.now.board;
  return (
    <Page
      title={textOf(title) === '' ? t('boards.edit.title') : textOf(title)}
      before={<BackToList />}
      beside={edit.isDirty && <span className="dimmed">{t('boards.edit.unsaved')}</span>}
      actions={
        <>
          <RangePicker />
          <EditBar edit={edit} stored={stored} uid={uid} />
        </>
      }
    >
      <Kept edit={edit} />
      <div className={classes.parts}>
        <SegmentedControl
          size="xs"
          aria-label={t('boards.edit.part')}
          data={PARTS.map((value) => ({ value, label: t(`boards.part.${value}`) }))}
          value={part}
          onChange={(value) =>
            change({ part: value === 'panels' ? undefined : value, panel: undefined })
          }
        />
      </div>
      <OfPart part={part} edit={edit} stored={stored} />
    </Page>
  );
}

function OfPart({
  part,
  edit,
  stored,
}: {
  readonly part: Part;
  readonly edit: BoardEdit;
  readonly stored: Stored | undefined;
}) {
  const { t } = useTranslation();
  const { board, like } = edit.now;
  const read = useMemo(() => importDashboard(board), [board]);
  if (part === 'json') return <JsonPart edit={edit} />;
  if (edit.broken !== undefined) return <Unread edit={edit} />;
  if (like.form !== 'panels' && board === like.board) {
    return (
      <Alert color="accent" title={t(`boards.form.${like.form}`)}>
        <p>{t('boards.form.text')}</p>
        <Button size="xs" onClick={() => edit.change(withPanelIds(asPanels(like)))}>
          {t('boards.form.convert')}
        </Button>
      </Alert>
    );
  }
  if (read.kind === 'refused') return <Alert color="red">{read.message}</Alert>;
  switch (part) {
    case 'panels':
      return <PanelsPart edit={edit} dashboard={{ ...read.dashboard, uid: stored?.uid ?? '' }} />;
    case 'variables':
      return <VariablesPart edit={edit} dashboard={read.dashboard} />;
    case 'settings':
      return <SettingsPart edit={edit} />;
    default:
      return part satisfies never;
  }
}

/** The forms would change another text than the one that is being written. */
function Unread({ edit }: { readonly edit: BoardEdit }) {
  const { t } = useTranslation();
  const change = useChangeSearch();
  return (
    <Alert color="yellow" role="status">
      <p>{t('boards.json.unread')}</p>
      <Button size="xs" onClick={() => change({ part: 'json' })}>
        {t('boards.json.mend')}
      </Button>{' '}
      <Button size="xs" variant="subtle" onClick={() => edit.setBroken(undefined)}>
        {t('boards.json.back')}
      </Button>
    </Alert>
  );
}

/** Unsaved changes that came back. */
function Kept({ edit }: { readonly edit: BoardEdit }) {
  const { t } = useTranslation();
  if (edit.restored === 'no') return null;
  return (
    <Alert color="accent" role="status" mb="sm">
      {edit.restored === 'stale' ? t('forms.stale') : t('forms.restored')}{' '}
      <Button size="compact-xs" variant="subtle" onClick={edit.discard}>
        {t('forms.discard')}
      </Button>
    </Alert>
  );
}
