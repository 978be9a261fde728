import { ActionIcon, Button, SegmentedControl, Select, TextInput } from '@mantine/core';
import { IconEye, IconEyeOff, IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { sourceFor } from '../../../../../dashboards/edit/sources.ts';
import {
  addTarget,
  changeTarget,
  targetLanguage,
  targetsOf,
  withAnswers,
} from '../../../../../dashboards/edit/targets.ts';
import { importTarget } from '../../../../../dashboards/import/import-target.ts';
import { textOf } from '../../../../../dashboards/import/read-json.ts';
import type { JsonRecord } from '../../../../../dashboards/model/panel.ts';
import { QueryEditor } from '../../../query-editor/query-editor.tsx';
import { usePlace } from '../../../scope/use-place.ts';
import classes from './edit.module.css';
import type { PanelFieldsProps } from './panel-fields-props.ts';
import { StepFields } from './step-fields.tsx';

const LANGUAGES = ['promql', 'logql'] as const;
const ANSWERS = ['range', 'instant', 'both'] as const;
const FORMATS = ['time_series', 'table', 'heatmap'] as const;

/** How a label is named in a legend. */
const LEGEND_HINT = '{{job}}';

/** The queries of a panel, and the steps they are asked in. */
export function QueryFields(props: PanelFieldsProps) {
  const { board, panel, onChange, onField } = props;
  const { t } = useTranslation();
  return (
    <div className={classes.form}>
      {targetsOf(panel).map((target, index) => (
        <QueryField key={textOf(target.refId) || index} {...props} target={target} index={index} />
      ))}
      <div>
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<IconPlus size={14} />}
          onClick={() => onChange(addTarget(board, panel), '')}
        >
          {t('boards.query.add')}
        </Button>
      </div>
      <div className={classes.two}>
        {(['interval', 'timeFrom', 'timeShift'] as const).map((name) => (
          <TextInput
            key={name}
            size="xs"
            label={t(`boards.query.${name}`)}
            placeholder={t(`boards.query.${name}Hint`)}
            value={textOf(panel[name])}
            onChange={(event) => onField([name], event.currentTarget.value || undefined)}
          />
        ))}
      </div>
      <StepFields {...props} />
    </div>
  );
}

interface QueryFieldProps extends PanelFieldsProps {
  readonly target: JsonRecord;
  readonly index: number;
}

function QueryField({ board, panel, target, index, onChange }: QueryFieldProps) {
  const { t } = useTranslation();
  const { scope } = usePlace();
  const language = targetLanguage(board, panel, target);
  const name = textOf(target.refId);
  const set = (member: string, value: unknown) =>
    onChange(
      changeTarget(panel, index, (each) => ({ ...each, [member]: value })),
      `targets.${index}.${member}`,
    );
  if (language === null) {
    return (
      <div className={classes.query}>
        <strong>{name}</strong>
        <span className="dimmed small">{t('boards.query.foreign')}</span>
      </div>
    );
  }
  return (
    <section className={classes.query} aria-label={t('boards.query.label', { name })}>
      <QueryHead board={board} panel={panel} target={target} index={index} onChange={onChange} />
      <QueryEditor
        key={language}
        language={language}
        value={textOf(target.expr)}
        onChange={(text) => set('expr', text)}
        scope={scope}
        label={t('boards.query.label', { name })}
      />
      <TextInput
        size="xs"
        label={t('boards.query.legend')}
        placeholder={LEGEND_HINT}
        value={textOf(target.legendFormat)}
        onChange={(event) => set('legendFormat', event.currentTarget.value)}
      />
      <AskedAs
        panel={panel}
        target={target}
        index={index}
        onChange={onChange}
        language={language}
      />
    </section>
  );
}

function QueryHead({ board, panel, target, index, onChange }: Omit<QueryFieldProps, 'onField'>) {
  const { t } = useTranslation();
  const name = textOf(target.refId);
  const change = (next: (target: JsonRecord) => JsonRecord | null) =>
    onChange(changeTarget(panel, index, next), '');
  const isOff = target.hide === true;
  return (
    <div className={classes.queryHead}>
      <strong>{name}</strong>
      <SegmentedControl
        size="xs"
        aria-label={t('boards.query.language')}
        data={LANGUAGES.map((value) => ({ value, label: t(`rules.editor.language.${value}`) }))}
        value={targetLanguage(board, panel, target) ?? 'promql'}
        onChange={(language) =>
          change((each) => ({ ...each, datasource: sourceFor(board, language) }))
        }
      />
      <span className={classes.gap} />
      <ActionIcon
        size={26}
        variant={isOff ? 'light' : 'subtle'}
        color="gray"
        aria-pressed={isOff}
        aria-label={t('boards.query.hide', { name })}
        title={t('boards.query.hide', { name })}
        onClick={() => change((each) => ({ ...each, hide: !isOff }))}
      >
        {isOff ? <IconEyeOff size={15} /> : <IconEye size={15} />}
      </ActionIcon>
      <ActionIcon
        size={26}
        variant="subtle"
        color="gray"
        aria-label={t('boards.query.remove', { name })}
        title={t('boards.query.remove', { name })}
        onClick={() => change(() => null)}
      >
        <IconTrash size={15} />
      </ActionIcon>
    </div>
  );
}

function AskedAs({
  panel,
  target,
  index,
  language,
  onChange,
}: Omit<QueryFieldProps, 'onField' | 'board'> & { readonly language: 'promql' | 'logql' }) {
  const { t } = useTranslation();
  const read = importTarget(
    { ...target, expr: textOf(target.expr) || '0' },
    { datasource: null, plugins: new Map(), index },
  );
  const { answers, format } =
    read.kind === 'target'
      ? read.target
      : { answers: 'range' as const, format: 'time_series' as const };
  const change = (member: string, next: (target: JsonRecord) => JsonRecord) =>
    onChange(changeTarget(panel, index, next), `targets.${index}.${member}`);
  return (
    <div className={classes.two}>
      <Select
        size="xs"
        label={t('boards.query.answers')}
        allowDeselect={false}
        data={ANSWERS.filter((each) => language === 'promql' || each !== 'both').map((value) => ({
          value,
          label: t(`boards.query.answer.${value}`),
        }))}
        value={answers}
        onChange={(value) => {
          const chosen = ANSWERS.find((each) => each === value);
          if (chosen !== undefined) change('', (each) => withAnswers(each, chosen, language));
        }}
      />
      {language === 'promql' && (
        <Select
          size="xs"
          label={t('boards.query.format')}
          allowDeselect={false}
          data={FORMATS.map((value) => ({ value, label: t(`boards.query.formats.${value}`) }))}
          value={format}
          onChange={(value) => value !== null && change('', (each) => ({ ...each, format: value }))}
        />
      )}
    </div>
  );
}
