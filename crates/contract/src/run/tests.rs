//! Runs against servers in the same process: correct ones in the ways of many frameworks, and with one bug at a time.

mod bookings;
mod bulk;
mod carts;
mod categories;
mod devices;
mod folders;
mod foreign;
mod given;
mod harmless;
mod interrupted;
mod items;
mod leftovers;
mod lists;
mod manners;
mod maps;
mod moves;
mod ordinary;
mod preferences;
mod preserved;
mod projects;
mod references;
mod refusals;
mod relations;
mod resets;
mod rooms;
mod scaffold;
mod settings;
mod slashes;
mod support;
mod tickets;
mod times;
mod undirected;
mod uploads;
mod versions;
mod wrapped;

use super::{INTERRUPTED, Options};
