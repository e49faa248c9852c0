/** Statements of our own that make a server produce every kind of plan that it can without extensions. */
export interface PlanStatement {
  readonly sql: string;
  /** Settings for this statement, such as `enable_hashjoin=off`. */
  readonly set?: readonly string[];
  /** The oldest major version that knows the statement. */
  readonly since?: number;
}

/** Creates what the statements read, one statement an element. */
export const planSetup: readonly string[] = [
  `create table customer (id int primary key, region int, name text)`,
  `insert into customer select g, g % 20, md5(g::text) from generate_series(1, 5000) g`,
  `create table loan (id int primary key, customer_id int references customer, amount numeric, state int, opened date)`,
  `insert into loan select g, 1 + g % 5000, g % 977, g % 7, date '2024-01-01' + g % 700 from generate_series(1, 30000) g`,
  `create index loan_customer on loan (customer_id)`,
  `create index loan_state on loan (state)`,
  `create index loan_amount on loan (amount)`,
  `create table payment (loan_id int, paid date, amount numeric) partition by range (paid)`,
  ...Array.from(
    { length: 12 },
    (_, month) =>
      `create table payment_${month + 1} partition of payment for values
       from (date '2024-01-01' + interval '${month} month') to (date '2024-01-01' + interval '${month + 1} month')`,
  ),
  `insert into payment select 1 + g % 30000, date '2024-01-01' + g % 366, g % 100 from generate_series(1, 24000) g`,
  `create index payment_paid on payment (paid)`,
  `create table small (id int, v int)`,
  `insert into small select g, g % 10 from generate_series(1, 300) g`,
  `create table audit (at timestamptz default now(), what text)`,
  `create function note() returns trigger language plpgsql as
     'begin insert into audit (what) values (tg_op); return new; end'`,
  `create table noted (id int primary key, v int)`,
  `insert into noted select g, g from generate_series(1, 100) g`,
  `create trigger noted_before before insert or update on noted for each row execute function note()`,
  `create trigger noted_after after insert or update on noted for each row execute function note()`,
  `create table noted_child (noted_id int references noted on delete cascade)`,
  `insert into noted_child select g from generate_series(1, 100) g`,
  `create function numbers(n int) returns setof int language plpgsql as
     'begin for i in 1..n loop return next i; end loop; end'`,
  `create table pair (k int, v int) partition by list (k)`,
  `create table pair_1 partition of pair for values in (1)`,
  `create table pair_2 partition of pair for values in (2)`,
  `insert into pair values (1, 1), (2, 2)`,
  `create table ruled (a int)`,
  `create rule ruled_also as on insert to ruled do also (insert into audit (what) values ('rule'); notify ruled)`,
  `create table tree (id int primary key, parent int)`,
  `insert into tree select g, g / 2 from generate_series(1, 500) g`,
  `vacuum analyze`,
];

const parallel = [
  'parallel_setup_cost=0',
  'parallel_tuple_cost=0',
  'min_parallel_table_scan_size=0',
  'min_parallel_index_scan_size=0',
  'max_parallel_workers_per_gather=2',
];
const serial = ['max_parallel_workers_per_gather=0'];
const nestedLoops = [...serial, 'enable_hashjoin=off', 'enable_mergejoin=off'];
const mergeJoins = [...serial, 'enable_hashjoin=off', 'enable_nestloop=off'];
const bitmaps = [...serial, 'enable_indexscan=off', 'enable_seqscan=off'];

function each(set: readonly string[], ...statements: readonly string[]): readonly PlanStatement[] {
  return statements.map((sql) => ({ set, sql }));
}

export const planStatements: readonly PlanStatement[] = [
  ...each(
    serial,
    'select 1',
    'select * from loan',
    'select * from loan where amount > 900',
    'select * from loan where id = 5',
    'select id from loan where id between 10 and 2000',
    'select * from loan where false',
    'select * from loan order by amount, id',
    'select * from loan order by amount desc limit 5',
    'select distinct state from loan',
    'select state, count(*) from loan group by state',
    'select state, count(*) from loan group by grouping sets ((state), (opened), ())',
    'select state, sum(amount) over (partition by state order by opened) from loan',
    'select id, row_number() over w, rank() over (order by amount) from loan window w as (partition by customer_id)',
    'select * from loan l join customer c on c.id = l.customer_id where c.region = 3',
    'select * from customer c left join loan l on l.customer_id = c.id and l.amount < 10',
    'select * from customer c where exists (select from loan l where l.customer_id = c.id and l.amount > 970)',
    'select * from customer c where not exists (select from loan l where l.customer_id = c.id and l.amount > 100)',
    'select * from small a full join small b on a.id = b.v',
    'select state from loan except select v from small',
    'select state from loan intersect all select v from small',
    'select id from loan union select v from small',
    'select id from loan union all select v from small',
    'select id from loan union all select id from customer order by 1 limit 50',
    'select distinct on (customer_id) * from loan order by customer_id, amount',
    'select * from generate_series(1, 1000) g where g % 2 = 0',
    'select * from numbers(500)',
    'values (1), (2), (3)',
    'select * from (values (1), (2)) v(x) join small on small.v = v.x',
    'select generate_series(1, 10), * from small',
    'select * from loan tablesample bernoulli (10) repeatable (1)',
    `select * from loan where ctid = '(0,1)'`,
    `select * from json_to_recordset('[{"a":1}]') as x(a int)`,
    `select * from xmltable('/r/v' passing '<r><v>1</v></r>' columns v int path '.')`,
    'with recursive t as (select id, parent from tree where id = 1 union all select c.id, c.parent from tree c join t on c.parent = t.id) select count(*) from t',
    'with recursive t(n) as (values (1) union select n + 1 from t where n < 50) select * from t',
  ),
  // Initialization plans, sub-plans and common table expressions.
  ...each(
    serial,
    'select * from loan where amount > (select avg(amount) from loan)',
    'select (select sum(amount) from loan), id from customer where id < 10',
    'select (select max(region) from customer), (select min(state) from loan where amount > 5) from small',
    'select * from loan where amount > (select avg(amount) from loan) and id > (select avg(id) from customer) order by amount limit 3',
    'select * from small limit (select count(*) / 100 from loan)',
    'select * from (values ((select count(*) from loan)), (1)) v(x) where x > 0',
    'select * from small s where v in (select state from loan where amount > 970)',
    'select * from small s where v not in (select state from loan where amount > 970)',
    'select id, (select count(*) from loan l where l.customer_id = s.id) from small s',
    'select id, (select count(*) from loan l where l.state = s.v and l.amount < 3) from small s where id < 20 order by 2',
    'select * from customer c where region = 1 or exists (select from loan l where l.customer_id = c.id and l.amount = 3)',
    'select case when exists (select from loan where amount > 976) then 1 else 2 end from small',
    'with x as materialized (select * from loan where state = 3) select count(*) from x a join x b on a.id = b.id where b.amount < 50',
    'with x as materialized (select * from loan), y as materialized (select * from x where state = 1) select (select count(*) from y), (select max(amount) from x)',
    'with x as materialized (select * from loan) select * from x where id = 5',
    'with x as materialized (select * from loan order by amount) select * from x limit 3',
    'with x as materialized (select count(*) n from loan) select (select n from x), s.id from small s where s.v < (select n from x)',
    'with x as materialized (select 1 as a), y as (with x as materialized (select count(*) as a from loan) select * from x) select * from x, y',
    'select * from payment where paid > (select max(opened) - 600 from loan)',
    'select * from small s, lateral (select * from loan l where l.customer_id = s.id order by amount limit 2) x',
    'select s.id, (select array_agg(amount) from (select amount from loan l where l.customer_id = s.id limit 3) z) from small s',
  ),
  {
    sql: 'select (select count(*) from loan where amount > (select avg(amount) from loan)), v from small',
    set: serial,
  },
  {
    sql: `select ${Array.from({ length: 12 }, (_, n) => `(select count(*) from loan where state > ${n % 7} and id > ${n})`).join(', ')} from small where id < 4`,
    set: serial,
  },
  // Joins by every method.
  ...each(
    nestedLoops,
    'select count(*) from customer c join loan l on l.customer_id = c.id where c.region = 3',
    'select count(*) from small a join small b on a.id < b.id',
    'select count(*) from small a left join customer c on c.id = a.v',
    "select count(*) from small a join payment p on p.paid = date '2024-01-01' + a.v",
    'select * from customer c where exists (select from loan l where l.customer_id = c.id and l.amount > 970)',
    'select count(*) from (select * from loan limit 2000) l join small s on s.id = l.state and s.v < 2',
  ),
  ...each(
    mergeJoins,
    'select count(*) from customer c join loan l on l.customer_id = c.id',
    'select * from small a full join small b on a.id = b.id',
    'select * from small a join (select * from small order by v limit 40) b on a.v = b.v',
  ),
  ...each(
    bitmaps,
    'select * from loan where state = 3 and customer_id < 2000',
    'select * from loan where state = 3 or customer_id = 17',
    'select count(*) from loan where (state = 3 or state = 4) and amount < 10',
  ),
  {
    sql: 'select count(name) from customer join loan on customer_id = customer.id where state < 5',
    set: [...bitmaps, 'work_mem=64kB'],
  },
  // Work that does not fit into memory.
  ...each(
    [...serial, 'work_mem=64kB'],
    'select * from loan order by amount, id',
    'select count(*) from loan a join loan b on a.id = b.customer_id',
    'select customer_id, count(*) from loan group by customer_id',
    'select count(*) from loan where state = 3',
    'with x as materialized (select * from loan) select count(*) from x a join x b using (id)',
    'select * from loan a where amount not in (select amount + 0.5 from loan)  limit 30',
  ),
  {
    sql: 'select * from loan order by customer_id, amount limit 500',
    set: [...serial, 'enable_seqscan=off'],
  },
  {
    sql: 'select * from loan order by customer_id, amount',
    set: [...serial, 'enable_seqscan=off', 'enable_sort=off'],
  },
  // Partitions.
  ...each(
    serial,
    'select count(*) from payment',
    `select * from payment where paid = '2024-03-05'`,
    `select * from payment where paid = now()::date - 5000 + (select 0)`,
    'select * from payment order by paid limit 10',
    'select * from payment order by paid',
    `select * from payment where paid = (select date '2024-03-05')`,
    'select count(*) from payment p join small s on p.loan_id = s.id',
  ),
  {
    sql: 'select p.paid, count(*) from payment p join payment q on p.paid = q.paid group by p.paid',
    set: [...serial, 'enable_partitionwise_join=on', 'enable_partitionwise_aggregate=on'],
  },
  // Parallel workers.
  ...each(
    parallel,
    'select count(*) from loan',
    'select * from loan where amount = 5',
    'select * from loan order by amount',
    'select state, count(*) from loan group by state',
    'select count(*) from loan l join customer c on c.id = l.customer_id',
    'select count(*) from payment',
    'select count(*) from payment p join loan l on l.id = p.loan_id',
    'select * from loan where id > (select avg(id) from customer)',
    'select (select count(*) from customer), count(*) from loan where id > (select avg(id) from customer)',
    'select count(*) from loan where customer_id in (select id from customer where region = 2)',
    'select id, (select count(*) from loan l where l.customer_id = s.id) from small s',
    'with x as materialized (select * from loan where state = 3) select count(*) from x join customer c on c.id = x.customer_id',
    'select * from loan limit 10',
    'select count(*) from loan where not state in (select v from small where id < 5)',
    'select * from (select *, (select max(id) from customer) m from loan offset 0) x where m > 5 order by amount limit 3',
    'select count(*) from loan l where exists (select from (select (select max(region) from customer) m offset 0) z where z.m > l.state)',
    'select count(*) from (select l.id, (select count(*) from customer) n from loan l union all select id, 1 from customer) u where n > 0',
    'select c.id, (select sum(amount) from loan l where l.customer_id = c.id) from customer c where c.region = 1 order by 2',
  ),
  ...each(
    [...parallel, 'enable_seqscan=off', 'enable_indexscan=off', 'enable_indexonlyscan=off'],
    'select count(*) from loan where state = 3',
    'select count(amount) from loan where state = 3 or customer_id < 500',
  ),
  ...each(
    [...parallel, 'enable_seqscan=off', 'enable_bitmapscan=off'],
    'select count(*) from loan where id > 100',
    'select count(amount) from loan where id > 100',
  ),
  ...each(
    [...parallel, 'enable_hashjoin=off', 'enable_mergejoin=off'],
    'select count(*) from loan l join customer c on c.id = l.customer_id',
    'select count(*) from small a join lateral (select count(*) n from loan where state = a.v) x on x.n > 0',
  ),
  ...each(
    [...parallel, 'enable_hashjoin=off', 'enable_nestloop=off'],
    'select count(*) from loan l join customer c on c.id = l.customer_id',
  ),
  ...each(
    [...parallel, 'enable_parallel_hash=off'],
    'select count(*) from loan l join customer c on c.id = l.customer_id',
  ),
  ...each(
    [...parallel, 'parallel_leader_participation=off'],
    'select count(*) from loan',
    'select * from loan order by amount',
  ),
  ...each(
    [...parallel, 'max_parallel_workers=0'],
    'select count(*) from loan',
    'select * from loan where id > (select avg(id) from customer)',
  ),
  ...each(
    [...parallel, 'max_parallel_workers=1'],
    'select count(*) from loan l join customer c on c.id = l.customer_id',
  ),
  ...each(
    [...parallel, 'work_mem=64kB'],
    'select * from loan order by amount',
    'select count(*) from loan a join loan b on a.id = b.customer_id',
  ),
  // Statements that write.
  ...each(
    serial,
    'insert into small select g, g from generate_series(1, 100) g',
    'insert into small values ((select count(*) from loan), 1) returning *',
    'update small set v = v + 1 where id < 50',
    'update small set v = (select count(*) from loan l where l.customer_id = small.id) where id < 5',
    'delete from small using customer where customer.id = small.id and region = 3',
    'update payment set amount = 0 where loan_id = 7',
    `delete from payment where paid < '2024-02-10'`,
    'insert into noted select g, g from generate_series(101, 150) g',
    'insert into noted values (1, 1), (2, 2) on conflict (id) do update set v = excluded.v where noted.v > 1',
    'delete from noted where id < 50',
    'select * from small for update',
    'with gone as (delete from small where id < 100 returning *) select count(*) from gone',
    'with gone as (delete from small returning *) select 1',
    'with gone as (delete from small returning *) select * from gone limit 3',
    'with moved as (insert into small select id, 1 from customer returning id) select * from customer c join moved m using (id) where c.region = 1',
    'insert into ruled values (1)',
    'create table made as select * from loan',
    'with t as materialized (select * from loan) update small s set v = t.state from t where t.id = s.id',
    'update small set (id, v) = (select max(l.id), count(*) from loan l where l.customer_id = small.id) where id < 5',
  ),
  {
    since: 15,
    set: serial,
    sql: 'merge into small s using (select id, region from customer where id < 400) c on c.id = s.id when matched then update set v = c.region when not matched then insert values (c.id, c.region)',
  },
  {
    since: 15,
    set: serial,
    sql: 'merge into pair p using (values (1), (2)) x(k) on p.k = x.k when matched then update set v = 3 when not matched then insert values (1, 2)',
  },
];

/** Makes every statement parallel that can be, to find what differs when workers execute it. */
export function forceParallel(major: number): string {
  return major >= 16 ? 'debug_parallel_query=on' : 'force_parallel_mode=on';
}
