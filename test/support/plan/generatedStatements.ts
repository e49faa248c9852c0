import { type PlanStatement, planSetup, planStatements } from '../planStatements';

/** What the generated statements read beside the tables of `planSetup`. */
export const generatedSetup: readonly string[] = [
  ...planSetup,
  `create table "odd table" ("a b" int, "c)" text, "semi;colon" int)`,
  `insert into "odd table" select g, 'x, y', g % 5 from generate_series(1, 400) g`,
  `create index "my idx" on "odd table" ("a b")`,
  `create table "t(x)" (id int primary key, "on" text)`,
  `insert into "t(x)" select g, E'line\\nbreak' from generate_series(1, 50) g`,
  'vacuum analyze "odd table"',
  'vacuum analyze "t(x)"',
  // A server is foreign to itself, too.
  `do $$ begin
     if not exists (select from pg_roles where rolname = 'plan_reader') then
       create role plan_reader login password 'reads';
     end if;
   end $$`,
  'grant select, insert, update, delete on small, loan, customer to plan_reader',
  'create extension postgres_fdw',
  'create schema far',
  `do $$ begin
     execute format('create server far foreign data wrapper postgres_fdw options (host ''127.0.0.1'', port %L, dbname %L)',
       current_setting('port'), current_database());
     create user mapping for current_user server far options (user 'plan_reader', password 'reads');
     import foreign schema public limit to (small, loan, customer) from server far into far;
   end $$`,
];

const off = (...names: readonly string[]): readonly string[] => names.map((name) => `enable_${name}=off`);
const serial = ['max_parallel_workers_per_gather=0'];
const parallel = [
  'parallel_setup_cost=0',
  'parallel_tuple_cost=0',
  'min_parallel_table_scan_size=0',
  'min_parallel_index_scan_size=0',
  'max_parallel_workers_per_gather=2',
];

function combine(
  sets: readonly (readonly string[])[],
  statements: readonly string[],
  since?: number,
): readonly PlanStatement[] {
  return sets.flatMap((set) =>
    statements.map((sql) => ({ set, sql, ...(since !== undefined && { since }) })),
  );
}

const joinMethods = [
  [...serial, ...off('mergejoin', 'nestloop')],
  [...serial, ...off('hashjoin', 'nestloop')],
  [...serial, ...off('hashjoin', 'mergejoin')],
];

const joins: readonly PlanStatement[] = combine(joinMethods, [
  ...['join', 'left join', 'right join', 'full join'].flatMap((kind) => [
    `select count(*) from small a ${kind} small b on a.id = b.v`,
    `select c.name, l.amount from customer c ${kind} loan l on l.customer_id = c.id where c.region = 3`,
    `select * from small s ${kind} (select state, count(*) n from loan group by state) g on g.state = s.v`,
  ]),
  ...['exists', 'not exists'].flatMap((kind) => [
    `select id from customer c where ${kind} (select from loan l where l.customer_id = c.id and l.amount > 900)`,
    `select count(*) from small s where ${kind} (select from customer c where c.region = s.v)`,
  ]),
  'select count(*) from small a join small b on a.v = b.v and a.id < b.id',
  'select count(*) from small a cross join (select 1 union all select 2) x',
  'select count(*) from loan l join customer c on c.id = l.customer_id join small s on s.id = c.region',
]);

const aggregates: readonly PlanStatement[] = combine(
  [serial, [...serial, ...off('hashagg')], [...serial, 'work_mem=64kB'], parallel],
  [
    'select count(*), sum(amount) from loan',
    'select state, max(amount) from loan group by state',
    'select state, customer_id % 10, count(*) from loan group by 1, 2',
    'select state, opened, count(*) from loan group by rollup (state, opened)',
    'select state, customer_id % 3, count(*) from loan group by cube (state, customer_id % 3)',
    'select state, count(*) from loan group by grouping sets ((state), (opened), (state, opened), ())',
    'select distinct state from loan',
    'select state from loan group by state',
    'select count(distinct state) from loan',
    'select state, count(*) from loan group by state having count(*) > 4000 order by 2 desc',
    "select string_agg(name, ', ' order by name) from customer where id < 20",
    'select region, count(*) filter (where id > 100) from customer group by region',
  ],
);

const windows: readonly PlanStatement[] = combine(
  [serial, parallel],
  [
    'select id, rank() over (partition by state order by amount) from loan where id < 2000',
    'select id, sum(amount) over (order by id rows between 3 preceding and current row) from loan where id < 500',
    'select id, lag(v) over w, lead(v) over w from small window w as (partition by v order by id)',
    'select * from (select id, row_number() over (order by id) r from small) x where r < 5',
    'select state, sum(count(*)) over () from loan group by state',
  ],
);

const scans: readonly PlanStatement[] = combine(
  [
    serial,
    [...serial, ...off('seqscan', 'bitmapscan')],
    [...serial, ...off('seqscan', 'indexscan', 'indexonlyscan')],
    parallel,
  ],
  [
    'select * from loan where amount between 5 and 9',
    'select id from loan where id between 10 and 400',
    'select * from loan where state = 3 and customer_id = 12',
    'select * from loan where customer_id = any (array[1, 2, 3])',
    'select * from loan where state = 3 or amount > 970',
    'select * from loan order by amount desc limit 10',
    'select max(amount), min(amount) from loan',
    'select * from loan where amount + 1 = 7',
    `select * from "odd table" where "a b" = 7`,
    `select "a b", "c)" from "odd table" o where "c)" = 'x, y' and "a b" < 20`,
    `select * from "t(x)" where "on" = E'line\\nbreak' and id < 3`,
    `select * from "t(x)" as "an alias" where id = 4`,
    `select * from loan where ctid >= '(0,1)' and ctid < '(1,1)'`,
    `select * from loan where ctid = any (array['(0,1)', '(0,2)']::tid[])`,
    'select * from loan tablesample system (20) repeatable (3) where id < 500',
  ],
);

const subqueries: readonly PlanStatement[] = combine(
  [serial, parallel],
  [
    ...['avg(amount)', 'max(id)', 'count(*)'].flatMap((value) => [
      `select * from loan where id < (select ${value} / 100 from loan)`,
      `select (select ${value} from loan), id from small where id < 5`,
      `select id from small where v > (select ${value} from loan where amount < 0)`,
      `select id from small order by (select ${value} from loan l where l.state = small.v) limit 3`,
    ]),
    'select id, (select count(*) from loan l where l.customer_id = s.id and l.state = s.v) from small s where id < 30',
    'select id from small s where v in (select state from loan where amount > 970 and customer_id > s.id)',
    'select id from small s where v not in (select state from loan where amount > 975)',
    'select id from small s where v > all (select state from loan where amount > 975)',
    'select id from small s where id = any (select customer_id from loan where amount = 3)',
    'select array(select id from small where v = s.v) from small s where id < 4',
    'select exists (select from loan where amount < 0), exists (select from small)',
    'select case when v > 3 then (select max(id) from customer) else (select min(id) from customer) end from small',
    'select count(*) from loan group by state having count(*) > (select avg(id) from small)',
    'select * from small s, lateral (select count(*) n from loan where customer_id = s.id) x where s.id < 9',
    'select * from (values ((select max(id) from small)), (2)) v(x) join small s on s.id = v.x',
  ],
);

const ctes: readonly PlanStatement[] = combine(
  [serial, parallel],
  [
    ...['materialized', 'not materialized'].flatMap((kind) => [
      `with x as ${kind} (select * from loan where state = 2) select count(*) from x a join x b using (id)`,
      `with x as ${kind} (select state, count(*) n from loan group by state) select * from x where n > (select avg(n) from x)`,
      `with x as ${kind} (select 1 a), y as ${kind} (select a + 1 b from x) select * from x, y`,
    ]),
    'with recursive t(n) as (select 1 union all select n + 1 from t where n < 20) select count(*) from t a join t b on a.n = b.n',
    'with recursive t as (select id, parent, 1 d from tree where id = 1 union select c.id, c.parent, d + 1 from tree c join t on c.parent = t.id where d < 5) select d, count(*) from t group by d',
    'with x as materialized (select * from small), y as materialized (select * from x where v = 1) select (select count(*) from y), (select count(*) from x)',
  ],
);

const setOperations: readonly PlanStatement[] = combine(
  [serial, [...serial, ...off('hashagg')], [...serial, ...off('sort')]],
  ['union', 'union all', 'intersect', 'intersect all', 'except', 'except all'].flatMap((operation) => [
    `select v from small ${operation} select state from loan`,
    `(select id, v from small order by id limit 20) ${operation} select region, id from customer where id < 9`,
  ]),
);

const partitions: readonly PlanStatement[] = combine(
  [
    serial,
    [...serial, 'enable_partitionwise_join=on', 'enable_partitionwise_aggregate=on'],
    parallel,
    [...serial, ...off('partition_pruning')],
  ],
  [
    `select * from payment where paid = '2024-05-06'`,
    `select * from payment where paid between '2024-02-10' and '2024-04-02' and amount = 3`,
    `select * from payment where paid > (select max(opened) - 700 from loan)`,
    `select * from payment where paid > now()::date - 100000 order by paid desc limit 5`,
    'select count(*), min(paid) from payment',
    'select paid, sum(amount) from payment group by paid order by paid limit 7',
    'select count(*) from payment a join payment b on a.paid = b.paid and a.loan_id = b.loan_id',
    `select * from small s join payment p on p.paid = date '2024-01-01' + s.v where s.id < 9`,
    'select * from payment where false',
  ],
);

const functions: readonly PlanStatement[] = combine(
  [serial],
  [
    'select * from generate_series(1, 9) with ordinality',
    'select * from rows from (generate_series(1, 3), numbers(2)) as r(a, b)',
    'select * from numbers(20) n where n > 3',
    `select * from json_to_recordset('[{"a":1},{"a":2}]') as x(a int, b text)`,
    `select * from xmltable('/r/v' passing '<r><v>1</v><v>2</v></r>' columns v int path '.', n for ordinality)`,
    `select regexp_split_to_table('a,b', ',')`,
    'select unnest(array[1, 2]), generate_series(1, 3) from small where id < 3',
    'select * from (values (1, null), (2, 3)) v(a, b)',
    `select ', ' || name, '"' || name || '(' from customer where id < 3`,
    'select * from small for update',
    'select * from small where id < 5 for share skip locked',
    'select 1 where false',
    'select * from customer limit 0',
    'table small',
  ],
);

const changes: readonly PlanStatement[] = combine(
  [serial, [...serial, ...off('hashjoin')]],
  [
    ...['', ' returning *'].flatMap((returning) => [
      `insert into small select id, region from customer where id < 50${returning}`,
      `update small set v = v + 1 where id % 7 = 0${returning}`,
      `delete from small using customer c where c.id = small.id and c.region = 2${returning}`,
      `update payment set amount = amount + 1 where paid < '2024-02-03'${returning}`,
      `delete from payment where amount = 5 and paid > '2024-11-01'${returning}`,
      `insert into payment values (1, '2024-03-03', 4), (2, '2024-10-03', 4)${returning}`,
      `insert into noted values (1, 5), (900, 6) on conflict (id) do update set v = excluded.v where noted.v < 50${returning}`,
      `insert into noted values (1, 5) on conflict do nothing${returning}`,
    ]),
    'delete from noted where id in (select noted_id from noted_child limit 3)',
    'with d as (delete from small where v = 3 returning id) select count(*) from d join customer using (id)',
    'with u as (update small set v = 0 where id < 4 returning *), i as (insert into small select * from u returning id) select * from i',
    'update small s set v = x.n from (select state, count(*) n from loan group by state) x where x.state = s.v',
    'insert into ruled select id from small where id < 4',
  ],
);

const merges: readonly PlanStatement[] = combine(
  [serial, [...serial, ...off('hashjoin')]],
  [
    'merge into small s using customer c on c.id = s.id and c.id < 50 when matched and c.region = 1 then delete when matched then update set v = c.region',
    'merge into small s using (select id from customer where id < 400) c on c.id = s.id when not matched then insert values (c.id, 1)',
    'merge into pair p using (values (1), (2)) x(k) on p.k = x.k when matched then update set v = 9 when not matched then insert values (x.k, 1)',
    'merge into payment p using (values (7)) x(k) on p.loan_id = x.k when matched then update set amount = 1',
    'merge into payment p using (values (7)) x(k) on p.loan_id = x.k when matched then delete',
  ],
  15,
);

/** Every statement of the conformance run. */
export const generatedStatements: readonly PlanStatement[] = [
  ...combine(
    [serial, parallel],
    [
      'select * from far.small where id < 10',
      'select count(*) from far.loan where amount > 900',
      'select * from far.small where v + random() > 5 limit 3',
      'select * from far.loan l join far.customer c on c.id = l.customer_id where l.id < 50',
      'select * from small s join far.small f on f.id = s.id order by f.v limit 5',
      'update far.small set v = v + 1 where id < 5',
      'delete from far.small where v + random() > 8',
      'insert into far.small values (9001, 1)',
    ],
  ),
  ...planStatements,
  ...joins,
  ...aggregates,
  ...windows,
  ...scans,
  ...subqueries,
  ...ctes,
  ...setOperations,
  ...partitions,
  ...functions,
  ...changes,
  ...merges,
];
