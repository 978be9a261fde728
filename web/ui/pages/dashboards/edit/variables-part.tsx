import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { variablesOf } from '../../../../../dashboards/edit/sources.ts';
import {
  addVariable,
  changeVariable,
  moveVariable,
  VARIABLE_TYPES,
} from '../../../../../dashboards/edit/variables-json.ts';
import { textOf } from '../../../../../dashboards/import/read-json.ts';
import type { Dashboard } from '../../../../../dashboards/model/dashboard.ts';
import type { JsonRecord } from '../../../../../dashboards/model/panel.ts';
import { Empty } from '../../../lists/list-state.tsx';
import classes from './edit.module.css';
import type { BoardEdit } from './use-board-edit.ts';
import { VariableFields } from './variable-fields.tsx';
import { VariableValues } from './variable-values.tsx';

/** The variables of a dashboard in the order in which they are asked. */
export function VariablesPart({
  edit,
  dashboard,
}: {
  readonly edit: BoardEdit;
  readonly dashboard: Dashboard;
}) {
  const { t } = useTranslation();
  const { board } = edit.now;
  const variables = variablesOf(board);
  const [open, setOpen] = useState<number>();
  return (
    <div className={`${classes.form} ${classes.narrow}`}>
      <p className="dimmed small">{t('boards.variable.text')}</p>
      {variables.length === 0 && <Empty title={t('boards.variable.none')} />}
      {variables.map((variable, index) => (
        <VariableEntry
          // biome-ignore lint/suspicious/noArrayIndexKey: their names are what is typed
          key={index}
          edit={edit}
          dashboard={dashboard}
          variable={variable}
          index={index}
          isOpen={open === index}
          onOpen={(isOpen) => setOpen(isOpen ? index : undefined)}
        />
      ))}
      <div>
        <Menu position="bottom-start">
          <Menu.Target>
            <Button size="xs" variant="default" leftSection={<IconPlus size={14} />}>
              {t('boards.variable.add')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {VARIABLE_TYPES.map((type) => (
              <Menu.Item
                key={type}
                onClick={() => {
                  edit.change(addVariable(board, type));
                  setOpen(variables.length);
                }}
              >
                {t(`boards.variable.type.${type}`)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </div>
    </div>
  );
}

function VariableEntry({
  edit,
  dashboard,
  variable,
  index,
  isOpen,
  onOpen,
}: {
  readonly edit: BoardEdit;
  readonly dashboard: Dashboard;
  readonly variable: JsonRecord;
  readonly index: number;
  readonly isOpen: boolean;
  readonly onOpen: (isOpen: boolean) => void;
}) {
  const { t } = useTranslation();
  const { board } = edit.now;
  const name = textOf(variable.name);
  const type = VARIABLE_TYPES.find((each) => each === variable.type);
  return (
    <section className={classes.group} aria-label={name}>
      <div className={classes.queryHead}>
        <button
          type="button"
          className={classes.fold}
          aria-expanded={isOpen}
          onClick={() => onOpen(!isOpen)}
        >
          <span aria-hidden>{isOpen ? '▾' : '▸'}</span>{' '}
          <strong className="mono">{`$${name}`}</strong>{' '}
          <span className="dimmed">
            {type === undefined ? textOf(variable.type) : t(`boards.variable.type.${type}`)}
          </span>
        </button>
        <span className={classes.gap} />
        <Ways board={board} index={index} name={name} onChange={edit.change} />
      </div>
      {isOpen && (
        <>
          <VariableFields
            board={board}
            variable={variable}
            onChange={(next, field) =>
              edit.change(
                changeVariable(board, index, () => next),
                `variable ${index} ${field}`,
              )
            }
          />
          <VariableValues dashboard={dashboard} name={name} />
        </>
      )}
    </section>
  );
}

function Ways({
  board,
  index,
  name,
  onChange,
}: {
  readonly board: JsonRecord;
  readonly index: number;
  readonly name: string;
  readonly onChange: (board: JsonRecord) => void;
}) {
  const { t } = useTranslation();
  const ways = [
    [t('boards.variable.up', { name }), IconArrowUp, () => moveVariable(board, index, -1)],
    [t('boards.variable.down', { name }), IconArrowDown, () => moveVariable(board, index, 1)],
    [
      t('boards.variable.remove', { name }),
      IconTrash,
      () => changeVariable(board, index, () => null),
    ],
  ] as const;
  return ways.map(([label, Icon, act]) => (
    <ActionIcon
      key={label}
      size={26}
      variant="subtle"
      color="gray"
      title={label}
      aria-label={label}
      onClick={() => onChange(act())}
    >
      <Icon size={15} />
    </ActionIcon>
  ));
}
