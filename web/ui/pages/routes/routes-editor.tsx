import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RouteTree } from '../../../contract/route-trees.ts';
import { routeTreeQuery } from '../../api/policy-queries.ts';
import { useServices } from '../../app/services.ts';
import { useSession } from '../../app/session.ts';
import { DeleteButton } from '../../forms/delete-button.tsx';
import { FormFrame } from '../../forms/form-frame.tsx';
import { LockedFields } from '../../forms/locked-fields.tsx';
import { type EditorActions, useEditorActions } from '../../forms/use-editor-actions.ts';
import { type Form, useForm } from '../../forms/use-form.ts';
import { may } from '../../scope/permissions.ts';
import { usePlace } from '../../scope/use-place.ts';
import { checkRoutes, routeFields } from './check-routes.ts';
import { RouteFields } from './route-fields.tsx';
import { inputOfRoutes, isRoutesForm, type RoutesForm } from './route-form.ts';
import { RouteList } from './route-list.tsx';
import { RouteTrial } from './route-trial.tsx';
import classes from './routes.module.css';

interface Props {
  readonly stored: RouteTree;
  readonly initial: RoutesForm;
}

/** The tree, the fields of the route that is chosen in it, and a try-out. */
export function RoutesEditor({ stored, initial }: Props) {
  const { t } = useTranslation();
  const { user, scopes } = useSession();
  const { owner } = usePlace().parts;
  const [chosen, setChosen] = useState('');
  const [taking, setTaking] = useState<ReadonlySet<string>>(new Set());
  const form = useForm<RoutesForm>({
    key: `${user.id}/${owner}/routes`,
    base: String(stored.revision),
    initial,
    isShape: isRoutesForm,
    validate: (value) => checkRoutes(value, t),
  });
  const actions = useRouteActions(form, stored);
  const isReadOnly = !may(scopes, owner, 'rules:write');
  const { routes } = form.value;
  const index = Math.max(
    0,
    routes.findIndex(({ id }) => id === chosen),
  );
  const route = routes[index];
  return (
    <>
      <p className={classes.intro}>{t('routes.intro')}</p>
      {stored.revision === 0 && <p className="dimmed">{t('routes.none')}</p>}
      <FormFrame
        form={form}
        fields={routes.flatMap(routeFields)}
        isNew={stored.revision === 0}
        isBusy={actions.isBusy}
        isReadOnly={isReadOnly}
        onSave={() => void actions.save()}
        onCancel={form.discard}
        onConflict={(choice) => void actions.settleConflict(choice)}
        destructive={stored.revision > 0 && !isReadOnly && <DeleteRoutes actions={actions} />}
      >
        <RouteList
          form={form}
          chosen={route?.id ?? ''}
          taking={taking}
          isReadOnly={isReadOnly}
          onChoose={setChosen}
        />
        {route !== undefined && (
          <LockedFields isLocked={isReadOnly}>
            <RouteFields key={route.id} form={form} route={route} index={index} />
          </LockedFields>
        )}
        <RouteTrial form={form} onTaken={setTaking} />
      </FormFrame>
    </>
  );
}

function DeleteRoutes({ actions }: { readonly actions: EditorActions }) {
  const { t } = useTranslation();
  return (
    <DeleteButton
      title={t('routes.editor.deleteTitle')}
      text={t('routes.editor.deleteText')}
      confirm={t('routes.editor.deleteConfirm')}
      isBlocked={false}
      onDelete={actions.remove}
    />
  );
}

function useRouteActions(form: Form<RoutesForm>, stored: RouteTree): EditorActions {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const queryClient = useQueryClient();
  const save = async (revision: number) => {
    const body = inputOfRoutes(form.value);
    await call('routes.save', { params: { owner }, body, revision });
    return t(stored.revision === 0 ? 'routes.editor.created' : 'routes.editor.saved');
  };
  return useEditorActions(form, {
    list: '/routes',
    revision: stored.revision,
    create: () => save(0),
    update: save,
    remove: async () => {
      await call('routes.delete', { params: { owner } });
      return t('routes.editor.deleted');
    },
    latestRevision: async () => {
      const query = { ...routeTreeQuery(call, owner), staleTime: 0 };
      return (await queryClient.fetchQuery(query)).revision;
    },
  });
}
