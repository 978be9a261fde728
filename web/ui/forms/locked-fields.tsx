import { createContext, type ReactNode, useContext } from 'react';
import classes from './form-frame.module.css';

const LockedContext = createContext(false);

/** Fields that can be read only while `isLocked`; what can be used all the same stands outside. */
export function LockedFields({
  isLocked,
  children,
}: {
  readonly isLocked: boolean;
  readonly children: ReactNode;
}) {
  return (
    <fieldset className={classes.fields} disabled={isLocked}>
      <LockedContext value={isLocked}>{children}</LockedContext>
    </fieldset>
  );
}

/** Whether the field stands in locked fields: for editors, which no fieldset disables. */
export function useIsLocked(): boolean {
  return useContext(LockedContext);
}
