import { MultiSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { errorWords } from '../../api/error-words.ts';
import { catalogueQueries, factsOf } from '../../api/series-catalogue.ts';
import { useServices } from '../../app/services.ts';
import { FaultText } from '../../frame/fault.tsx';
import { SkeletonRows } from '../../lists/list-state.tsx';
import { usePlace } from '../../scope/use-place.ts';
import classes from './metric-browser.module.css';
import { type Selection, selectorText, withoutLabel } from './selector-text.ts';

const MOST_VALUES_SHOWN = 100;

interface Choosing {
  readonly selection: Selection;
  readonly onChange: (selection: Selection) => void;
}

/** What a metric is, and a field for each of its labels. */
export function MetricLabels({ selection, onChange }: Choosing) {
  const { t } = useTranslation();
  const { readPrometheus } = useServices();
  const { scope } = usePlace();
  const queries = useMemo(() => catalogueQueries(readPrometheus, scope), [readPrometheus, scope]);
  const { metric } = selection;
  const labels = useQuery(queries.labels(selectorText({ metric, labels: new Map() })));
  const metadata = useQuery(queries.metadata()).data;
  const facts = metadata === undefined ? undefined : factsOf(metadata, metric);
  const notes = [facts?.type, facts?.unit].filter(Boolean).join(', ');
  return (
    <>
      <h3 className={`${classes.chosen} mono`}>{metric}</h3>
      {notes !== '' && <p className="dimmed small">{notes}</p>}
      {facts !== undefined && <p className={classes.about}>{facts.help}</p>}
      {labels.error !== null ? (
        <FaultText error={labels.error} retry={() => void labels.refetch()} />
      ) : labels.data === undefined ? (
        <SkeletonRows count={4} />
      ) : labels.data.length <= 1 ? (
        <p className="dimmed">{t('explore.browser.noLabels')}</p>
      ) : (
        labels.data
          .filter((label) => label !== '__name__')
          .map((label) => (
            <LabelField key={label} label={label} selection={selection} onChange={onChange} />
          ))
      )}
    </>
  );
}

/** The values that a label has beside what is chosen of the others; asked for when it opens. */
function LabelField({ label, selection, onChange }: Choosing & { readonly label: string }) {
  const { t } = useTranslation();
  const { readPrometheus } = useServices();
  const { scope } = usePlace();
  const [isOpened, setIsOpened] = useState(false);
  const chosen = selection.labels.get(label) ?? [];
  const others = selectorText(withoutLabel(selection, label));
  const values = useQuery({
    ...catalogueQueries(readPrometheus, scope).values(label, others),
    enabled: isOpened,
  });
  const data = [...new Set([...chosen, ...(values.data ?? [])])].toSorted();
  return (
    <MultiSelect
      size="xs"
      searchable
      clearable
      hidePickedOptions
      label={label}
      classNames={{ label: classes.label ?? '' }}
      placeholder={chosen.length === 0 ? t('explore.browser.any') : ''}
      value={[...chosen]}
      data={data}
      limit={MOST_VALUES_SHOWN}
      error={values.error === null ? undefined : errorWords(values.error, t).title}
      nothingFoundMessage={
        values.isFetching ? t('explore.browser.asking') : t('explore.browser.noValues')
      }
      onDropdownOpen={() => setIsOpened(true)}
      onChange={(next) =>
        onChange({
          metric: selection.metric,
          labels: new Map(selection.labels).set(label, next.toSorted()),
        })
      }
    />
  );
}
