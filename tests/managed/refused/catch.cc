// REFUSE: catch.cc:[0-9]+: .*exception
int g(int);
int f(int x) {
  try {
    return g(x);
  } catch (int e) {
    return e;
  }
}
int main(int argc, char **) { return f(argc); }
