import { Alert } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { errorWords } from '../../../api/error-words.ts';
import classes from './list.module.css';

/** What became of each rule of a bulk change; `fault` where it broke off. */
export interface BulkResult {
  readonly items: readonly {
    readonly id: string;
    readonly name: string;
    readonly outcome: 'done' | 'failed';
    readonly message: string | null;
  }[];
  readonly fault: unknown;
}

/** How many were done, and each that was not with its reason. */
export function BulkResults({
  result,
  onClose,
}: {
  readonly result: BulkResult;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const failed = result.items.filter(({ outcome }) => outcome === 'failed');
  const fault = result.fault === undefined ? undefined : errorWords(result.fault, t);
  const isFine = failed.length === 0 && fault === undefined;
  return (
    <Alert
      className={classes.results ?? ''}
      color={isFine ? 'accent' : 'danger'}
      role={isFine ? 'status' : 'alert'}
      withCloseButton
      closeButtonLabel={t('ruleWork.bulk.close')}
      onClose={onClose}
      title={t('ruleWork.bulk.done', { count: result.items.length - failed.length })}
    >
      {fault !== undefined && (
        <p>
          {fault.title} {fault.detail}
        </p>
      )}
      {failed.length > 0 && (
        <ul className={classes.failed}>
          {failed.map(({ id, name, message }) => (
            <li key={id}>
              <strong>{name}</strong>: {message}
            </li>
          ))}
        </ul>
      )}
    </Alert>
  );
}
