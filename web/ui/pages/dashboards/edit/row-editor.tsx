import { Modal, Stack, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { changeAt } from '../../../../../dashboards/edit/change-at.ts';
import { changePanel } from '../../../../../dashboards/edit/panel-json.ts';
import { idOf } from '../../../../../dashboards/edit/sections.ts';
import { textOf } from '../../../../../dashboards/import/read-json.ts';
import type { JsonRecord } from '../../../../../dashboards/model/panel.ts';
import { RepeatField } from './repeat-field.tsx';
import type { BoardEdit } from './use-board-edit.ts';

/** Title of a row, and the variable that it is repeated for. */
export function RowEditor({
  edit,
  json,
  onClose,
}: {
  readonly edit: BoardEdit;
  readonly json: JsonRecord;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const { board } = edit.now;
  const id = idOf(json);
  const set = (name: string, value: unknown) =>
    edit.change(
      changePanel(board, id, (row) => changeAt(row, [name], value)),
      `row ${id} ${name}`,
    );
  return (
    <Modal opened onClose={onClose} title={t('boards.row.title')}>
      <Stack gap="sm">
        <TextInput
          data-autofocus
          label={t('boards.field.title')}
          value={textOf(json.title)}
          onChange={(event) => set('title', event.currentTarget.value)}
        />
        <RepeatField
          board={board}
          value={textOf(json.repeat)}
          onChange={(variable) => set('repeat', variable)}
        />
      </Stack>
    </Modal>
  );
}
