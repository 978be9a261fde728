import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { parseJson } from '../../api/api-error.ts';
import type { ObjectLine } from '../../log-lines/line-use.ts';
import classes from '../../object-search/object-search.module.css';
import { textAt } from '../../object-search/object-text.ts';

/** The names of `AuditCells`. */
export function AuditHead() {
  const { t } = useTranslation();
  return (
    <div className={classes.head} aria-hidden>
      <span className={classes.time}>{t('objects.columns.time')}</span>
      <span className={classes.narrow}>{t('objects.fields.code')}</span>
      <span className={classes.narrow}>{t('objects.fields.verb')}</span>
      <span className={classes.wide}>{t('objects.fields.user')}</span>
      <span className={classes.middle}>{t('objects.fields.namespace')}</span>
      <span className={classes.rest}>{t('objects.columns.object')}</span>
      <span className={classes.middle}>{t('objects.fields.source')}</span>
    </div>
  );
}

/** Code, verb, user, namespace, object and source of an `audit.k8s.io/v1` event. */
export function AuditCells({ line }: ObjectLine) {
  const event = useMemo(() => parseJson(line.text), [line.text]);
  const value = (name: string) => line.metadata[name] ?? line.labels[name] ?? '';
  const code = value('code');
  const path = textAt(event, 'requestURI');
  const object = [value('resource'), value('name')].filter((part) => part !== '').join(' ');
  return (
    <>
      <span className={classes.narrow} data-tone={toneOf(Number(code))}>
        {code}
      </span>
      <span className={classes.narrow}>{textAt(event, 'verb')}</span>
      <span className={classes.wide}>{value('user')}</span>
      <span className={classes.middle}>{value('namespace')}</span>
      <span className={classes.rest}>{object || path}</span>
      <span className={classes.middle}>{value('source_address')}</span>
    </>
  );
}

function toneOf(code: number): 'major' | 'minor' | undefined {
  if (code >= 500) return 'major';
  return code >= 400 ? 'minor' : undefined;
}
