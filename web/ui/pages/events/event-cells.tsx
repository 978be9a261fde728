import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { parseJson } from '../../api/api-error.ts';
import { LineText } from '../../log-lines/line-text.tsx';
import type { ObjectLine } from '../../log-lines/line-use.ts';
import classes from '../../object-search/object-search.module.css';
import { textAt } from '../../object-search/object-text.ts';

/** The names of `EventCells`. */
export function EventHead() {
  const { t } = useTranslation();
  return (
    <div className={classes.head} aria-hidden>
      <span className={classes.time}>{t('objects.columns.time')}</span>
      <span className={classes.narrow}>{t('objects.columns.type')}</span>
      <span className={classes.middle}>{t('objects.fields.namespace')}</span>
      <span className={classes.middle}>{t('objects.fields.reason')}</span>
      <span className={classes.wide}>{t('objects.columns.object')}</span>
      <span className={classes.rest}>{t('objects.columns.message')}</span>
    </div>
  );
}

/** Type, namespace, reason, object and message of an event (`v1` or `events.k8s.io/v1`). */
export function EventCells({ line, needles }: ObjectLine) {
  const event = useMemo(() => parseJson(line.text), [line.text]);
  const type = textAt(event, 'type');
  const about = (name: string) =>
    textAt(event, 'involvedObject', name) || textAt(event, 'regarding', name);
  return (
    <>
      <span className={classes.narrow} data-tone={type === 'Warning' ? 'minor' : undefined}>
        {type}
      </span>
      <span className={classes.middle}>{line.labels.namespace ?? ''}</span>
      <span className={classes.middle}>{textAt(event, 'reason')}</span>
      <span className={classes.wide}>{`${about('kind')} ${about('name')}`}</span>
      <span className={classes.rest}>
        <LineText
          text={textAt(event, 'message') || textAt(event, 'note') || line.text}
          needles={needles}
        />
      </span>
    </>
  );
}
