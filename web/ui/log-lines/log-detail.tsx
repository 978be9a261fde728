import { Button } from '@mantine/core';
import { IconArrowsVertical, IconCopy } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { parseJson } from '../api/api-error.ts';
import { CopyTextButton } from '../lists/copy-text-button.tsx';
import type { ValueOrigin } from './change-query.ts';
import { detectFields } from './detect-fields.ts';
import { FilterButtons } from './filter-buttons.tsx';
import { LineText } from './line-text.tsx';
import type { LineUse } from './line-use.ts';
import type { LogLine } from './log-line.ts';
import classes from './log-lines.module.css';
import { splitLabels } from './split-labels.ts';
import type { TextMap } from './text-map.ts';

/** All of one line: its text, labels, metadata and fields, each of which can be filtered by. */
export function LogDetail({ line, ...use }: { readonly line: LogLine } & LineUse) {
  const { t } = useTranslation();
  const { needles, labelNames, onContext } = use;
  const { stream, others } = useMemo(
    () => splitLabels(line.labels, labelNames),
    [line, labelNames],
  );
  const isObject = use.Cells !== undefined;
  const detected = useMemo(
    () => (isObject ? undefined : detectFields(line.text)),
    [isObject, line],
  );
  const isParsed = Object.keys(line.parsed).length > 0;
  return (
    <>
      <pre className={classes.whole}>
        <LineText text={isObject ? wholeObject(line.text) : line.text} needles={needles} />
      </pre>
      <div className={classes.detailBar}>
        {onContext !== undefined && (
          <Button
            size="compact-xs"
            variant="subtle"
            leftSection={<IconArrowsVertical size={14} />}
            onClick={() => onContext(line)}
          >
            {t('logs.detail.context')}
          </Button>
        )}
        <CopyTextButton icon={<IconCopy size={14} />} text={() => line.text}>
          {t('logs.detail.copy')}
        </CopyTextButton>
      </div>
      <Values title={t('logs.detail.labels')} values={stream} origin={LABEL} filter={use} />
      <Values
        title={t('logs.detail.metadata')}
        values={{ ...others, ...line.metadata }}
        origin={FIELD}
        filter={use}
      />
      {isParsed && (
        <Values title={t('logs.detail.parsed')} values={line.parsed} origin={FIELD} filter={use} />
      )}
      {!isParsed && detected !== undefined && (
        <Values
          title={t('logs.detail.detected', { parser: detected.parser })}
          values={detected.fields}
          origin={{ kind: 'detected', parser: detected.parser }}
          filter={use}
        />
      )}
    </>
  );
}

/** On lines of its own, as people read it; a line that is none stays as it is. */
function wholeObject(text: string): string {
  const object = parseJson(text);
  return object === undefined ? text : JSON.stringify(object, null, 2);
}

const LABEL: ValueOrigin = { kind: 'label' };
const FIELD: ValueOrigin = { kind: 'field' };

function Values({
  title,
  values,
  origin,
  filter,
}: {
  readonly title: string;
  readonly values: TextMap;
  readonly origin: ValueOrigin;
  readonly filter: Pick<LineUse, 'onFilter' | 'filterable'>;
}) {
  const { onFilter, filterable } = filter;
  const entries = Object.entries(values);
  if (entries.length === 0) return null;
  return (
    <section className={classes.values} aria-label={title}>
      <h3>{title}</h3>
      <dl>
        {entries.map(([name, value]) => (
          <div key={name}>
            <dt>
              {onFilter !== undefined && filterable?.has(name) !== false && (
                <FilterButtons
                  name={name}
                  value={value}
                  onFilter={(isOut) => onFilter({ origin, name, value, isOut })}
                />
              )}
              {name}
            </dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
