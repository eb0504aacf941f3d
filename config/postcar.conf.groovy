// The settings of postcar: Groovy, read with ConfigSlurper. This script is code: run only your own.
// Flags, POSTCAR_* variables and .env override these settings. Paths are relative to the working
// directory.

connection {
  embedded = true // a private PostgreSQL in .postcar/, kept between commands

  // Where another database is: url, host or dbname. What is not set comes from libpq's environment.
  // url = 'postgresql://db.example.com:5432/shop' // all in one; also postgres:// and jdbc:postgresql://
  // host = 'db.example.com'                       // the server's name or address, or its socket's directory
  // port = 5432                                   // the server's port
  // dbname = 'shop'                               // the database
  // username = 'shop_migrator'                    // the role to log in as
  // password = System.getenv('SHOP_DB_PASSWORD')  // keep it out of this file
  // sslmode = 'verify-full'                       // libpq's names; default: 'prefer'
}

packages = ['shop.migrations', 'billing.migrations'] // the Java packages with migrations, in order
sources = ['migrations-sample']                      // roots of .java files, compiled on the fly, and of .sql files

// classpath = ['lib/shop-migrations.jar'] // directories and jars with compiled migrations
// sqlFiles = false                        // .sql files in the packages are no migrations; default: true
// newFormat = 'sql'                       // what `new` writes: 'sql' or 'java'; default: as the newest one
// templates = 'config/templates'          // skeletons for `new` that replace the built-in ones

// allowCleartextPassword = true   // send the password in clear if a remote server asks without TLS; default: false
// namespace = '_postcar'          // the schema of postcar's own tables
// role = 'shop_owner'             // `set role` to this owner; default: none
// bookkeepingOwner = 'old_owner'  // a further role that may own postcar's tables; default: none
// timeZone = 'UTC'                // TimeZone of migrations; default: that of psql
// searchPath = 'shop, public'     // search_path of each migration; default: the database's

// lockTimeout = '5s'              // how long a statement waits for a lock
// statementTimeout = '10min'      // how long a statement may run; default: off
// lockWait = '1min'               // how long to wait for another postcar to finish
// retries = 10                    // further tries after a lock timeout, deadlock or serialization failure
// trustHistory = true             // let drift run SQL that only the history has; default: false
// allowHazards = ['rename-column'] // hazards that trace does not report, by ID
// ignore = ['audit.*']            // objects that drift ignores
// scratch = 'postgresql://tester@localhost/postgres' // the server for scratch databases;
//                                                    // default: a private server
// waitForDb = '30s'               // how long to wait for a server that is still starting

// restore {                       // what migrate restores first into an empty database
//   dump = 'db/shop.sql.gz'       // a plain dump of pg_dump: .sql, .gz or .xz
//   command = 'zstd -dc'          // a command that prints the dump, started without a shell; {} is the dump
// }

// noPipeline = true               // each migration in a message of its own; default: false
// pooled = 'auto'                 // a pooler such as PgBouncer: 'auto', 'session', 'transaction' or 'off'

// outOfOrder = 'refuse'           // 'refuse', 'warn' or 'run' a migration older than the newest applied
// order = 'packages'              // 'packages' in turn, or 'sequence': interleaved by number

// flag {
//   directory = '/var/lib/shop'   // migrate-<version>.complete: if it exists, migrate exits at once
//   version = '1.4.2'             // no version, no flag
//   create = true                 // create the directory; default: false
// }

// notify = 'schema_changes'        // the channel to NOTIFY after a run that changed something

// Many databases, or many schemas, for `postcar fleet`; see src/docs/fleet.md, also for the closure
// fleet.passwords. One of targets, file, query and cluster.
// fleet {
//   targets = [acme: [schema: 'acme'], eu: [url: 'postgresql://shop@eu.example.com/shop', group: '1-eu']]
//   file = 'targets.txt'            // a target per line: NAME URL schema=SCHEMA group=GROUP
//   query = 'select name, dbname, host, port, schema, grp from tenants' // run on connection
//   cluster = 'books'               // a cluster of PL/Proxy, or 'citus'
//   parallel = 8                    // targets at a time
//   perServer = 4                   // targets at a time on one server
//   canary = 3                      // targets that must be done before the rest starts; default: 0
//   maxFailures = 0                 // targets that may fail before no other is started
//   order = 'group, name'           // or 'name', 'given'
//   bookkeeping = 'tenant'          // a bookkeeping for each schema, or one for all: 'shared'
// }

// Code that runs around migrations; see src/docs/hooks.md.
// hooks {
//   before = { planned -> println "will run ${planned.migrations().size()}" }
//   beforeEach = { id, direction -> println "$direction $id" }
//   afterEach = { id, direction, millis -> println "$id took $millis ms" }
//   after = { ran -> println "${ran.done().size()} done" } // flush a cache, call a web hook
// }

// Settings of one environment, chosen by `-e production`; they override those above.

// environments {
//   production {
//     connection {
//       embedded = false
//       host = 'db.example.com'
//       dbname = 'shop'
//       username = 'shop_migrator'
//       password = System.getenv('SHOP_DB_PASSWORD')
//       sslmode = 'verify-full'
//     }
//     role = 'shop_owner'
//     statementTimeout = '15min'
//   }
// }
