import { Select, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { changeAt, type JsonPath, valueAt } from '../../../../../dashboards/edit/change-at.ts';
import { listOf, textOf } from '../../../../../dashboards/import/read-json.ts';
import { parseRange } from '../../../time/range.ts';
import { PlaceFields } from '../list/place-fields.tsx';
import { REFRESHES } from '../view/board-time.tsx';
import classes from './edit.module.css';
import { LinkFields } from './link-fields.tsx';
import type { BoardEdit } from './use-board-edit.ts';

/** What a dashboard opens with that says nothing. */
const USUAL = { from: 'now-6h', to: 'now' } as const;

/** What holds of the whole dashboard. */
export function SettingsPart({ edit }: { readonly edit: BoardEdit }) {
  const { t } = useTranslation();
  const { board, place } = edit.now;
  const set = (path: JsonPath, value: unknown) =>
    edit.change(changeAt(board, path, value), `settings ${path.join('.')}`);
  return (
    <div className={`${classes.form} ${classes.narrow}`}>
      <TextInput
        label={t('boards.field.title')}
        value={textOf(board.title)}
        error={textOf(board.title).trim() === '' ? t('boards.settings.untitled') : undefined}
        onChange={(event) => set(['title'], event.currentTarget.value)}
      />
      <Textarea
        label={t('boards.field.description')}
        autosize
        minRows={2}
        maxRows={8}
        value={textOf(board.description)}
        onChange={(event) => set(['description'], event.currentTarget.value)}
      />
      <TagsInput
        label={t('boards.field.tags')}
        value={listOf(board.tags).map(textOf)}
        onChange={(tags) => set(['tags'], tags)}
      />
      <PlaceFields place={place} onChange={edit.move} />
      <TimeFields edit={edit} set={set} />
      <LinkFields panel={board} onField={set} />
    </div>
  );
}

function TimeFields({
  edit,
  set,
}: {
  readonly edit: BoardEdit;
  readonly set: (path: JsonPath, value: unknown) => void;
}) {
  const { t } = useTranslation();
  const { board } = edit.now;
  const from = textOf(valueAt(board, ['time', 'from']));
  const to = textOf(valueAt(board, ['time', 'to']));
  const refresh = textOf(board.refresh);
  const zone = textOf(board.timezone);
  const isRange = parseRange(`${from || USUAL.from}..${to || USUAL.to}`) !== undefined;
  return (
    <div className={classes.two}>
      <TextInput
        label={t('boards.settings.from')}
        placeholder={USUAL.from}
        value={from}
        error={isRange ? undefined : t('boards.settings.noRange')}
        onChange={(event) => set(['time', 'from'], event.currentTarget.value)}
      />
      <TextInput
        label={t('boards.settings.to')}
        placeholder={USUAL.to}
        value={to}
        onChange={(event) => set(['time', 'to'], event.currentTarget.value)}
      />
      <Select
        label={t('explore.refresh.label')}
        clearable
        placeholder={t('explore.refresh.off')}
        data={[...new Set([...REFRESHES, refresh])].filter(Boolean)}
        value={refresh === '' ? null : refresh}
        onChange={(value) => set(['refresh'], value ?? '')}
      />
      <Select
        label={t('boards.settings.zone')}
        searchable
        limit={60}
        data={[
          { value: 'browser', label: t('boards.settings.zones.browser') },
          { value: 'utc', label: 'UTC' },
          ...Intl.supportedValuesOf('timeZone').map((value) => ({ value, label: value })),
        ]}
        value={zone === '' ? 'browser' : zone}
        allowDeselect={false}
        onChange={(value) => value !== null && set(['timezone'], value)}
      />
    </div>
  );
}
