import { NumberInput, Select, Switch, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { changeAt } from '../../../../../dashboards/edit/change-at.ts';
import { sourceFor, variablesOf } from '../../../../../dashboards/edit/sources.ts';
import {
  variableLanguage,
  variableText,
  withCurrent,
  withVariableText,
} from '../../../../../dashboards/edit/variables-json.ts';
import {
  listOf,
  numberOrNull,
  recordOf,
  textOf,
} from '../../../../../dashboards/import/read-json.ts';
import type { JsonRecord } from '../../../../../dashboards/model/panel.ts';
import classes from './edit.module.css';

interface VariableFieldsProps {
  readonly board: JsonRecord;
  readonly variable: JsonRecord;
  readonly onChange: (variable: JsonRecord, field: string) => void;
}

const HIDES = ['0', '1', '2'] as const;

/** What a variable of any kind says, and what its kind says. */
export function VariableFields(props: VariableFieldsProps) {
  const { board, variable, onChange } = props;
  const { t } = useTranslation();
  const name = textOf(variable.name);
  const others = variablesOf(board).filter((each) => each !== variable);
  const isTaken = others.some((each) => each.name === name);
  const set = (member: string, value: unknown) =>
    onChange(changeAt(variable, [member], value), member);
  return (
    <div className={classes.form}>
      <div className={classes.two}>
        <TextInput
          size="xs"
          label={t('boards.variable.name')}
          value={name}
          error={
            !/^\w{1,100}$/.test(name)
              ? t('boards.variable.nameHelp')
              : isTaken
                ? t('boards.variable.taken')
                : undefined
          }
          onChange={(event) => set('name', event.currentTarget.value)}
        />
        <TextInput
          size="xs"
          label={t('boards.variable.label')}
          value={textOf(variable.label)}
          onChange={(event) => set('label', event.currentTarget.value)}
        />
        <Select
          size="xs"
          label={t('boards.variable.hide')}
          allowDeselect={false}
          data={HIDES.map((value) => ({ value, label: t(`boards.variable.hides.${value}`) }))}
          value={HIDES.find((each) => each === textOf(variable.hide)) ?? '0'}
          onChange={(value) => set('hide', Number(value))}
        />
      </div>
      <OfType {...props} />
      <Opening {...props} />
    </div>
  );
}

function OfType(props: VariableFieldsProps) {
  const { t } = useTranslation();
  const { variable, onChange } = props;
  const text = (
    <Textarea
      size="xs"
      autosize
      minRows={1}
      classNames={{ input: 'mono' }}
      label={t(`boards.variable.asked.${askedOf(variable)}`)}
      value={variableText(variable)}
      onChange={(event) => onChange(withVariableText(variable, event.currentTarget.value), 'query')}
    />
  );
  switch (variable.type) {
    case 'query':
      return (
        <>
          <QueryChoices {...props} />
          {text}
          <Choices {...props} />
        </>
      );
    case 'custom':
      return (
        <>
          {text}
          <Choices {...props} />
        </>
      );
    case 'interval':
      return (
        <>
          {text}
          <IntervalFields {...props} />
        </>
      );
    case 'datasource':
      return (
        <Select
          size="xs"
          label={t('boards.variable.plugin')}
          allowDeselect={false}
          data={[...new Set(['prometheus', 'loki', textOf(variable.query)])].filter(Boolean)}
          value={textOf(variable.query)}
          onChange={(value) => onChange({ ...variable, query: value }, 'query')}
        />
      );
    case 'adhoc':
      return <p className="dimmed small">{t('boards.variable.adhoc')}</p>;
    default:
      return text;
  }
}

function askedOf({ type }: JsonRecord): 'query' | 'list' | 'intervals' | 'value' {
  if (type === 'query') return 'query';
  if (type === 'custom') return 'list';
  return type === 'interval' ? 'intervals' : 'value';
}

const SORTS = ['0', '1', '2', '3', '4', '5', '6'] as const;
const REFRESHES = ['1', '2'] as const;

function QueryChoices({ board, variable, onChange }: VariableFieldsProps) {
  const { t } = useTranslation();
  return (
    <div className={classes.two}>
      <Select
        size="xs"
        label={t('boards.query.language')}
        allowDeselect={false}
        data={(['promql', 'logql'] as const).map((value) => ({
          value,
          label: t(`rules.editor.language.${value}`),
        }))}
        value={variableLanguage(board, variable)}
        onChange={(value) =>
          onChange(
            {
              ...variable,
              datasource: sourceFor(board, value === 'logql' ? 'logql' : 'promql'),
            },
            '',
          )
        }
      />
      <TextInput
        size="xs"
        label={t('boards.variable.regex')}
        placeholder="/(.*)/"
        value={textOf(variable.regex)}
        onChange={(event) => onChange({ ...variable, regex: event.currentTarget.value }, 'regex')}
      />
      <Select
        size="xs"
        label={t('boards.variable.sort')}
        allowDeselect={false}
        data={SORTS.map((value) => ({ value, label: t(`boards.variable.sorts.${value}`) }))}
        value={SORTS.find((each) => each === textOf(variable.sort)) ?? '0'}
        onChange={(value) => onChange({ ...variable, sort: Number(value) }, '')}
      />
      <Select
        size="xs"
        label={t('boards.variable.refresh')}
        allowDeselect={false}
        data={REFRESHES.map((value) => ({ value, label: t(`boards.variable.refreshes.${value}`) }))}
        value={textOf(variable.refresh) === '2' ? '2' : '1'}
        onChange={(value) => onChange({ ...variable, refresh: Number(value) }, '')}
      />
    </div>
  );
}

function Choices({ variable, onChange }: VariableFieldsProps) {
  const { t } = useTranslation();
  const flag = (member: 'multi' | 'includeAll') => (
    <Switch
      key={member}
      size="xs"
      label={t(`boards.variable.${member}`)}
      checked={variable[member] === true}
      onChange={(event) => onChange({ ...variable, [member]: event.currentTarget.checked }, '')}
    />
  );
  return (
    <div className={classes.two}>
      {flag('multi')}
      {flag('includeAll')}
      {variable.includeAll === true && (
        <TextInput
          size="xs"
          label={t('boards.variable.allValue')}
          placeholder=".*"
          value={textOf(variable.allValue)}
          onChange={(event) =>
            onChange(
              changeAt(variable, ['allValue'], event.currentTarget.value || undefined),
              'allValue',
            )
          }
        />
      )}
    </div>
  );
}

function IntervalFields({ variable, onChange }: VariableFieldsProps) {
  const { t } = useTranslation();
  return (
    <div className={classes.two}>
      <Switch
        size="xs"
        label={t('boards.variable.auto')}
        checked={variable.auto === true}
        onChange={(event) => onChange({ ...variable, auto: event.currentTarget.checked }, '')}
      />
      {variable.auto === true && (
        <NumberInput
          size="xs"
          min={1}
          max={500}
          label={t('boards.variable.autoSteps')}
          value={numberOrNull(variable.auto_count) ?? 30}
          onChange={(value) => onChange({ ...variable, auto_count: value }, 'auto_count')}
        />
      )}
    </div>
  );
}

/** What is chosen when the address says nothing. */
function Opening({ variable, onChange }: VariableFieldsProps) {
  const { t } = useTranslation();
  const { type } = variable;
  if (type === 'constant' || type === 'datasource' || type === 'adhoc') return null;
  const { value } = recordOf(variable.current);
  const chosen = (Array.isArray(value) ? listOf(value).map(textOf) : [textOf(value)]).join(', ');
  return (
    <TextInput
      key={chosen}
      size="xs"
      label={t('boards.variable.opening')}
      description={t('boards.variable.openingHelp')}
      defaultValue={chosen}
      onBlur={(event) => {
        const text = event.currentTarget.value;
        if (text === chosen) return;
        const isMulti = variable.multi === true;
        const values = isMulti ? text.split(',').map((each) => each.trim()) : [text.trim()];
        onChange(withCurrent(variable, values.filter(Boolean)), '');
      }}
    />
  );
}
