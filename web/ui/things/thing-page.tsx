import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { useServices } from '../app/services.ts';
import { useSession } from '../app/session.ts';
import { DeleteButton } from '../forms/delete-button.tsx';
import { StoredForm } from '../forms/stored-form.tsx';
import { type Form, useForm } from '../forms/use-form.ts';
import { useStoredActions } from '../forms/use-stored-actions.ts';
import { Page } from '../frame/page.tsx';
import { usePlace } from '../scope/use-place.ts';
import { BackLink } from './back-link.tsx';
import { LatestState, useLatest } from './latest.tsx';
import type { Thing, ThingKind } from './thing-kind.ts';

interface Props<Stored extends Thing, Value extends object> {
  readonly kind: ThingKind<Stored, Value>;
  /** What the form of a new one begins with. */
  readonly blank: Value;
  /** Whether it may be written; undefined for a new one. */
  readonly mayWrite: (stored: Stored | undefined) => boolean;
  /** Above the form of a stored one. */
  readonly above?: (stored: Stored) => ReactNode;
  /** The fields. */
  readonly children: (form: Form<Value>, isNew: boolean) => ReactNode;
}

/** The page of one thing, new (`…/new`) or stored (`…/{id}`): its form, and what can be done with it. */
export function ThingPage<Stored extends Thing, Value extends object>(props: Props<Stored, Value>) {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const { words, list } = props.kind;
  const back = <BackLink list={list}>{t(`${words}.back`)}</BackLink>;
  if (id !== 'new') return <StoredThing {...props} id={id} back={back} />;
  return (
    <Page title={t(`${words}.newTitle`)} before={back}>
      <ThingEditor {...props} stored={undefined} initial={props.blank} />
    </Page>
  );
}

function StoredThing<Stored extends Thing, Value extends object>({
  id,
  back,
  ...props
}: Props<Stored, Value> & { readonly id: string; readonly back: ReactNode }) {
  const { kind, above } = props;
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const thing = useLatest(kind.query(call, owner, id));
  return (
    <Page title={thing.known?.name ?? t(`${kind.words}.title`)} before={back}>
      <LatestState of={thing}>
        {(stored) => (
          <>
            {above?.(stored)}
            <ThingEditor
              key={`${stored.id}/${stored.revision}`}
              {...props}
              stored={stored}
              initial={kind.formOf(stored)}
            />
          </>
        )}
      </LatestState>
    </Page>
  );
}

function ThingEditor<Stored extends Thing, Value extends object>({
  kind,
  mayWrite,
  stored,
  initial,
  children,
}: Props<Stored, Value> & {
  readonly stored: Stored | undefined;
  readonly initial: Value;
}) {
  const { t } = useTranslation();
  const { user } = useSession();
  const { owner } = usePlace().parts;
  const { words } = kind;
  const isNew = stored === undefined;
  const form = useForm<Value>({
    key: `${user.id}/${owner}/${kind.draft}/${stored?.id ?? 'new'}`,
    base: isNew ? '' : String(stored.revision),
    initial,
    isShape: kind.isForm,
    validate: (value) => kind.check(value, t),
  });
  const actions = useThingActions(kind, form, stored);
  const isReadOnly = !mayWrite(stored);
  return (
    <StoredForm
      form={form}
      actions={actions}
      fields={kind.fields(form.value)}
      isNew={isNew}
      isReadOnly={isReadOnly}
      locksFields
      destructive={
        !isNew &&
        !isReadOnly && (
          <DeleteButton
            title={t(`${words}.deleteTitle`, { name: stored.name })}
            text={t(`${words}.deleteText`)}
            confirm={t(`${words}.deleteConfirm`)}
            onDelete={actions.remove}
          />
        )
      }
    >
      {children(form, isNew)}
    </StoredForm>
  );
}

function useThingActions<Stored extends Thing, Value extends object>(
  kind: ThingKind<Stored, Value>,
  form: Form<Value>,
  stored: Stored | undefined,
) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const at = { owner, id: stored?.id ?? '' };
  return useStoredActions(form, {
    list: kind.list,
    stored,
    told: (what, name) =>
      ({
        created: t(`${kind.words}.created`, { name }),
        saved: t(`${kind.words}.saved`, { name }),
        deleted: t(`${kind.words}.deleted`, { name }),
      })[what],
    create: () => kind.create(call, at, form.value),
    update: (revision) => kind.update(call, at, form.value, revision),
    remove: () => kind.remove(call, at),
    query: kind.query(call, owner, at.id),
  });
}
