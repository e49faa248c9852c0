/** What dbt and package managers bring along is not the user's: a pattern for searches of files to leave out. */
export const dbtForeignFiles =
  '**/{node_modules,dbt_packages,dbt_modules,target,.venv,venv,site-packages}/**';
