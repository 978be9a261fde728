import { Button, Group, Select, Tabs } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconArrowLeft } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import {
  changeField,
  changeKind,
  changePanel,
  isOldForm,
} from '../../../../../dashboards/edit/panel-json.ts';
import { idOf } from '../../../../../dashboards/edit/sections.ts';
import { kindOfPlugin } from '../../../../../dashboards/import/panel-kinds.ts';
import { textOf } from '../../../../../dashboards/import/read-json.ts';
import type { JsonRecord } from '../../../../../dashboards/model/panel.ts';
import {
  interpolationOf,
  type PanelContext,
} from '../../../../../dashboards/queries/plan-panel.ts';
import type { PlacedPanel } from '../../../../../dashboards/queries/repeat-panels.ts';
import { locateInQuery } from '../../../../../dashboards/variables/interpolate.ts';
import { type AskText, AskTextContext } from '../../../query-editor/asked-text.ts';
import { BoardPanel } from '../board-panel.tsx';
import { CommonFields } from './common-fields.tsx';
import classes from './edit.module.css';
import { FORM_KINDS } from './form-kinds.ts';
import { LinkFields } from './link-fields.tsx';
import { LookFields } from './look-fields.tsx';
import { MappingFields } from './mapping-fields.tsx';
import { OptionFields } from './option-fields.tsx';
import { OverrideFields } from './override-fields.tsx';
import type { PanelFieldsProps } from './panel-fields-props.ts';
import { PanelJson } from './panel-json-field.tsx';
import { panelVersion } from './panel-version.ts';
import { QueryFields } from './query-fields.tsx';
import { ThresholdFields } from './threshold-fields.tsx';
import type { BoardEdit } from './use-board-edit.ts';

const DRAWN_PX = 360;

/** One panel, drawn as its form says. */
export function PanelEditor({
  edit,
  json,
  placed,
  context,
  onClose,
}: {
  readonly edit: BoardEdit;
  readonly json: JsonRecord;
  readonly placed: PlacedPanel;
  readonly context: Omit<PanelContext, 'variables'>;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const [shown] = useDebouncedValue(placed, 350);
  const ask = useMemo(
    () => askedWith({ ...context, variables: placed.variables }),
    [context, placed],
  );
  const fields = fieldsOf(edit, json);
  return (
    <>
      <Group mb="xs">
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconArrowLeft size={15} />}
          onClick={onClose}
        >
          {t('boards.panel.back')}
        </Button>
      </Group>
      <div className={classes.columns}>
        <div className={classes.drawn}>
          <BoardPanel
            placed={shown}
            context={context}
            heightPx={DRAWN_PX}
            version={panelVersion(shown.panel)}
          />
        </div>
        <AskTextContext value={ask}>
          <PanelForm fields={fields} />
        </AskTextContext>
      </div>
    </>
  );
}

function fieldsOf(edit: BoardEdit, json: JsonRecord): PanelFieldsProps {
  const { board } = edit.now;
  const id = idOf(json);
  return {
    board,
    panel: json,
    onChange: (panel, field) =>
      edit.change(
        changePanel(board, id, () => panel),
        `panel ${id} ${field}`,
      ),
    onField: (path, value) =>
      edit.change(
        changePanel(board, id, (panel) => changeField(panel, path, value)),
        `panel ${id} ${path.join('.')}`,
      ),
  };
}

/** Queries with the variables of the dashboard put in. */
function askedWith(context: PanelContext): AskText {
  const given = interpolationOf(context, context.scrapeIntervalMs);
  return (query) => {
    const { text, problem, written } = locateInQuery(query, given);
    return { text: problem === null ? text : null, written };
  };
}

function PanelForm({ fields }: { readonly fields: PanelFieldsProps }) {
  const { t } = useTranslation();
  const { panel } = fields;
  const kind = kindOfPlugin(textOf(panel.type));
  const isAsking = kind !== 'text' && kind !== 'alertlist';
  return (
    <div className={classes.form}>
      <KindField {...fields} />
      {isOldForm(panel) && kind !== 'unknown' && (
        <p className="dimmed small">{t('boards.panel.old', { plugin: textOf(panel.type) })}</p>
      )}
      <Tabs defaultValue={isAsking ? 'queries' : 'look'} keepMounted={false}>
        <Tabs.List mb="sm">
          {isAsking && <Tabs.Tab value="queries">{t('boards.panel.queries')}</Tabs.Tab>}
          <Tabs.Tab value="look">{t('boards.panel.look')}</Tabs.Tab>
          <Tabs.Tab value="json">{t('boards.part.json')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="queries">
          <QueryFields {...fields} />
        </Tabs.Panel>
        <Tabs.Panel value="look" className={classes.form ?? ''}>
          <CommonFields {...fields} />
          <OptionFields {...fields} kind={kind} />
          {isAsking && (
            <>
              <LookFields {...fields} />
              <ThresholdFields {...fields} />
              <MappingFields {...fields} />
              <OverrideFields {...fields} />
            </>
          )}
          <LinkFields {...fields} />
        </Tabs.Panel>
        <Tabs.Panel value="json">
          <PanelJson {...fields} />
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}

function KindField({ panel, onChange }: PanelFieldsProps) {
  const { t } = useTranslation();
  const plugin = textOf(panel.type);
  const kind = kindOfPlugin(plugin);
  const data = FORM_KINDS.map((value): { value: string; label: string } => ({
    value,
    label: t(`boards.kind.${value}`),
  }));
  const strange = kind === 'unknown' ? [{ value: 'unknown', label: plugin }] : [];
  return (
    <Select
      size="xs"
      label={t('boards.panel.kind')}
      allowDeselect={false}
      data={[...data, ...strange]}
      value={kind}
      onChange={(value) => {
        const chosen = FORM_KINDS.find((each) => each === value);
        if (chosen !== undefined) onChange(changeKind(panel, chosen), 'type');
      }}
    />
  );
}
