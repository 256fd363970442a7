// Another type than the library's floor: an ordinary function.
struct Room {
  int floors;
};
int floor(struct Room *room, int depth);

int floor_of(struct Room *room, int depth) { return floor(room, depth) + 1; }
