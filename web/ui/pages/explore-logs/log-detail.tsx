import { Button } from '@mantine/core';
import { IconArrowsVertical, IconCopy } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyTextButton } from '../explore/copy-text-button.tsx';
import type { ValueOrigin } from './change-query.ts';
import { detectFields } from './detect-fields.ts';
import { FilterButtons } from './filter-buttons.tsx';
import { LineText } from './line-text.tsx';
import type { LineUse } from './line-use.ts';
import type { LogLine } from './log-line.ts';
import classes from './logs.module.css';
import { splitLabels } from './split-labels.ts';
import type { TextMap } from './text-map.ts';

/** All of one line: its text, labels, metadata and fields, each of which can be filtered by. */
export function LogDetail({ line, ...use }: { readonly line: LogLine } & LineUse) {
  const { t } = useTranslation();
  const { needles, labelNames, onFilter, onContext } = use;
  const { stream, others } = useMemo(
    () => splitLabels(line.labels, labelNames),
    [line, labelNames],
  );
  const detected = useMemo(() => detectFields(line.text), [line]);
  const isParsed = Object.keys(line.parsed).length > 0;
  return (
    <>
      <pre className={classes.whole}>
        <LineText text={line.text} needles={needles} />
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
      <Values title={t('logs.detail.labels')} values={stream} origin={LABEL} onFilter={onFilter} />
      <Values
        title={t('logs.detail.metadata')}
        values={{ ...others, ...line.metadata }}
        origin={FIELD}
        onFilter={onFilter}
      />
      {isParsed && (
        <Values
          title={t('logs.detail.parsed')}
          values={line.parsed}
          origin={FIELD}
          onFilter={onFilter}
        />
      )}
      {!isParsed && detected !== undefined && (
        <Values
          title={t('logs.detail.detected', { parser: detected.parser })}
          values={detected.fields}
          origin={{ kind: 'detected', parser: detected.parser }}
          onFilter={onFilter}
        />
      )}
    </>
  );
}

const LABEL: ValueOrigin = { kind: 'label' };
const FIELD: ValueOrigin = { kind: 'field' };

function Values({
  title,
  values,
  origin,
  onFilter,
}: {
  readonly title: string;
  readonly values: TextMap;
  readonly origin: ValueOrigin;
  readonly onFilter: LineUse['onFilter'] | undefined;
}) {
  const entries = Object.entries(values);
  if (entries.length === 0) return null;
  return (
    <section className={classes.values} aria-label={title}>
      <h3>{title}</h3>
      <dl>
        {entries.map(([name, value]) => (
          <div key={name}>
            <dt>
              {onFilter !== undefined && (
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
