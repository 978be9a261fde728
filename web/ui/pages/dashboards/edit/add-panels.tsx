import { Button, Group, Menu } from '@mantine/core';
import { IconLayoutRows, IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { addRow } from '../../../../../dashboards/edit/arrange.ts';
import { makePanel } from '../../../../../dashboards/edit/panel-json.ts';
import { nextPanelId } from '../../../../../dashboards/edit/sections.ts';
import classes from './edit.module.css';
import { FORM_KINDS } from './form-kinds.ts';
import type { BoardEdit } from './use-board-edit.ts';

/** New panels and rows, at the end; and how panels are moved by keys. */
export function AddPanels({
  edit,
  onOpen,
}: {
  readonly edit: BoardEdit;
  readonly onOpen: (panel: number) => void;
}) {
  const { t } = useTranslation();
  const { board } = edit.now;
  return (
    <Group gap="xs" mb="sm">
      <Menu position="bottom-start">
        <Menu.Target>
          <Button size="xs" variant="default" leftSection={<IconPlus size={14} />}>
            {t('boards.edit.addPanel')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {FORM_KINDS.map((kind) => (
            <Menu.Item
              key={kind}
              onClick={() => {
                const made = makePanel(board, {
                  kind,
                  title: t(`boards.kind.${kind}`),
                  query: null,
                });
                edit.change(made.board);
                onOpen(made.id);
              }}
            >
              {t(`boards.kind.${kind}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconLayoutRows size={14} />}
        onClick={() => {
          const id = nextPanelId(board);
          const row = { id, type: 'row', title: t('boards.row.new'), collapsed: false, panels: [] };
          edit.change(addRow(board, row));
        }}
      >
        {t('boards.edit.addRow')}
      </Button>
      <span className={`${classes.keys} dimmed small`}>{t('boards.edit.keys')}</span>
    </Group>
  );
}
