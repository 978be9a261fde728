import { Alert, Button } from '@mantine/core';
import { type ReactNode, type RefObject, type SyntheticEvent, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/api-error.ts';
import { errorWords } from '../api/error-words.ts';
import classes from './form-frame.module.css';
import { LockedFields } from './locked-fields.tsx';
import { placeFindings } from './pointer.ts';
import { quotaOf } from './quota.ts';
import { QuotaText } from './quota-text.tsx';
import type { Form } from './use-form.ts';

/** The form around the fields: what was kept, what went wrong, and the actions at its foot. */
export function FormFrame<T>({
  form,
  fields,
  isNew,
  isBusy,
  isReadOnly,
  locksFields = false,
  onSave,
  onCancel,
  onConflict,
  destructive,
  children,
}: {
  readonly form: Form<T>;
  /** JSON pointers of the fields that are shown, so that other findings are told here. */
  readonly fields: readonly string[];
  readonly isNew: boolean;
  readonly isBusy: boolean;
  readonly isReadOnly: boolean;
  /** Whether fields of what is read only cannot be used; false: some of them show more, such as a preview. */
  readonly locksFields?: boolean;
  readonly onSave: () => void;
  readonly onCancel: () => void;
  readonly onConflict: (choice: 'theirs' | 'mine') => void;
  readonly destructive?: ReactNode;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation();
  const element = useRef<HTMLFormElement>(null);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    onSave();
  };
  useShowFirstMistake(element, form.mistakesShown);
  return (
    <form ref={element} className={classes.form} onSubmit={submit} noValidate>
      {isReadOnly && <Alert color="gray">{t('forms.readOnly')}</Alert>}
      <Kept form={form} />
      <LockedFields isLocked={isReadOnly && locksFields}>{children}</LockedFields>
      <Fault form={form} fields={fields} onConflict={onConflict} />
      <div className={classes.foot}>
        {destructive}
        <span className={classes.gap} />
        <Button variant="default" size="sm" onClick={onCancel}>
          {t('forms.cancel')}
        </Button>
        <Button type="submit" size="sm" loading={isBusy} disabled={isReadOnly}>
          {isNew ? t('forms.create') : t('forms.save')}
        </Button>
      </div>
    </form>
  );
}

/** After a save that did not work: the first marked field, or the message, comes into view. */
function useShowFirstMistake(form: RefObject<HTMLFormElement | null>, mistakesShown: number): void {
  useEffect(() => {
    if (mistakesShown === 0) return;
    const field = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]');
    const mark = field ?? form.current?.querySelector('[data-invalid="true"], [role="alert"]');
    mark?.scrollIntoView({ block: 'center' });
    field?.focus({ preventScroll: true });
  }, [form, mistakesShown]);
}

function Kept<T>({ form }: { readonly form: Form<T> }) {
  const { t } = useTranslation();
  if (form.restored === 'no') return null;
  return (
    <Alert color="accent" role="status">
      {form.restored === 'stale' ? t('forms.stale') : t('forms.restored')}{' '}
      <Button size="compact-xs" variant="subtle" onClick={form.discard}>
        {t('forms.discard')}
      </Button>
    </Alert>
  );
}

function Fault<T>({
  form,
  fields,
  onConflict,
}: {
  readonly form: Form<T>;
  readonly fields: readonly string[];
  readonly onConflict: (choice: 'theirs' | 'mine') => void;
}) {
  const { t } = useTranslation();
  const { fault } = form;
  if (fault === undefined) return null;
  if (fault instanceof ApiError && fault.status === 412) {
    return (
      <Alert color="danger" title={t('forms.conflict')} role="alert">
        <Button size="xs" variant="default" mr="xs" onClick={() => onConflict('theirs')}>
          {t('forms.reload')}
        </Button>
        <Button size="xs" variant="default" onClick={() => onConflict('mine')}>
          {t('forms.overwrite')}
        </Button>
      </Alert>
    );
  }
  const { title, detail } = errorWords(fault, t);
  const quota = fault instanceof ApiError ? quotaOf(fault.details) : undefined;
  const { unplaced } = placeFindings(form.serverFindings, fields);
  return (
    <Alert color="danger" title={quota === undefined ? title : t('forms.quota.title')} role="alert">
      {quota === undefined && detail}
      {quota === undefined ? (
        unplaced.map((finding) => <div key={finding}>{finding}</div>)
      ) : (
        <QuotaText quota={quota} />
      )}
    </Alert>
  );
}
