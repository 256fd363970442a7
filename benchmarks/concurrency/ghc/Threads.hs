-- | Taking turns, starting, ending.
module Threads (switchAmong, createJoin, createBatch, fanOutAndIn) where

import Control.Concurrent
import Control.Monad
import Data.IORef
import Foreign (Ptr, malloc, peek, poke)

import Harness

-- | For what several threads count: they lose their turns where they allocate,
-- within modifyIORef' too.
add :: IORef Int -> IO ()
add count = atomicModifyIORef' count $ \n -> (n + 1, ())

-- | The same, without allocating: one capability.
next :: Ptr Int -> IO ()
next count = peek count >>= poke count . (+ 1)

switchAmong :: Int -> Int -> IO ()
switchAmong threads count = do
  let rounds = count `div` threads
  require (rounds > 0) "count is less than the number of threads"
  started <- newIORef (0 :: Int)
  switches <- malloc
  poke switches 0
  stop <- newIORef False
  done <- newEmptyMVar
  let turns = do
        stopped <- readIORef stop
        unless stopped $ next switches >> yield >> turns
      untilStarted = do
        n <- readIORef started
        unless (n == threads - 1) $ yield >> untilStarted
  replicateM_ (threads - 1) $ forkIO $ do
    add started
    turns
    putMVar done ()
  untilStarted
  poke switches 0
  watch <- begin
  replicateM_ rounds $ next switches >> yield
  time <- end watch
  measured <- peek switches
  writeIORef stop True
  replicateM_ (threads - 1) $ takeMVar done
  require (measured > rounds * threads `div` 2 && measured < 2 * rounds * threads)
    "every thread has its turn"
  report "time" measured time

createJoin :: Int -> IO ()
createJoin count = do
  ran <- newIORef (0 :: Int)
  watch <- begin
  replicateM_ count $ do
    done <- newEmptyMVar
    _ <- forkIO $ add ran >> putMVar done ()
    takeMVar done
  time <- end watch
  sum_ <- readIORef ran
  require (sum_ == count) "threads that ran"
  report "time" count time

-- | As Control.Concurrent's documentation has it: an MVar for each child.
startAndJoin :: IORef Int -> Int -> IO ()
startAndJoin ran count = do
  children <- replicateM count $ do
    done <- newEmptyMVar
    _ <- forkIO $ add ran >> putMVar done ()
    return done
  mapM_ takeMVar children

createBatch :: Int -> IO ()
createBatch count = batches count 1 count

fanOutAndIn :: Int -> Int -> IO ()
fanOutAndIn threads count = batches threads count count

batches :: Int -> Int -> Int -> IO ()
batches threads times operations = do
  ran <- newIORef 0
  watch <- begin
  replicateM_ times $ startAndJoin ran threads
  time <- end watch
  sum_ <- readIORef ran
  require (sum_ == threads * times) "threads that ran"
  report "time" operations time
